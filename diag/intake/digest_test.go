package intake

import (
	"strings"
	"testing"
)

// Who answers a challenge sends nothing before it comes.
func TestDigest(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"-u bob:pw " + target:                                   "Basic Ym9iOnB3|bob:pw|false|false",
		"--digest -u bob:pw " + target:                          "|bob:pw|true|false",
		"-u bob:pw --anyauth " + target:                         "|bob:pw|true|true",
		"--anyauth -u bob:p:w --digest " + target:               "|bob:p:w|true|true",
		"--digest -u bob:pw --basic " + target:                  "Basic Ym9iOnB3|bob:pw|false|false",
		"--digest -u bob:pw -H Authorization:Digest= " + target: "Digest=|bob:pw|false|false",
		target: "||false|false",
	} {
		c, _, err := Flags{}.Curl(split(args), surroundings(nil))
		if err != nil {
			t.Errorf("%s: %v", args, err)
			continue
		}
		flag := map[bool]string{true: "true", false: "false"}
		got := strings.Join([]string{c.Request.Header.Value("Authorization"), c.User.Reveal(), flag[c.Digest], flag[c.AnyAuth]}, "|")
		if got != want {
			t.Errorf("%s: %s, want %s", args, got, want)
		}
	}
}

// The password is masked, whether it is sent or not.
func TestUserIsSecret(t *testing.T) {
	t.Parallel()
	c, _, err := Flags{}.Curl(split("--digest -u bob:hunter22 "+target), surroundings(nil))
	if err != nil || strings.Contains(string(c.Show("the password is hunter22")), "hunter22") {
		t.Errorf("it is shown (%v)", err)
	}
}
