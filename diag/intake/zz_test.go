package intake
import ("testing";"os";"time")
func FuzzSlow(f *testing.F) {
	for _, s := range []string{
		"curl -sSLk -X POST -H 'A: b' --data-raw $'\\x41' https://a/?b=$C", "curl ^\"https://a^\" ^\r\n -H ^\"a: ^%^\"",
		"curl -d @- https://a <<EOF\n$x\nEOF\n", "X=${y:-$(z)} curl ${a[1]} $((1+2)) @(a|b) {1..3} ~/x <(y)", "curl -u a:b -b c --cert d:e --resolve f:1:2 -m 3 x",
	} { f.Add(s) }
	f.Fuzz(func(t *testing.T, line string) {
		tm := time.AfterFunc(2*time.Second, func(){ os.WriteFile("/tmp/ov/slow.txt", []byte(line), 0o644); panic("slow") })
		defer tm.Stop()
		_, _, _ = Flags{}.CurlLine(line, surroundings(map[string]string{"$HOME": "/home/me"}))
	})
}
