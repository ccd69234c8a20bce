package intake

import (
	"errors"
	"strings"
)

// option says what one of curl's options means for a diagnosis. The zero
// option is a switch that means nothing for it.
type option struct {
	value   bool // a value follows
	lacking bool // it matters, and is not imitated
	config  bool // the value names a file of options
	take    func(*command, string) error
}

// options are curl's, by name with its dashes; up to curl 8.
var options = optionsByName([]row{
	{"-X --request", text(func(f *Flags) *string { return &f.method })},
	{"-u --user", text(func(f *Flags) *string { return &f.user })},
	{"--aws-sigv4", text(func(f *Flags) *string { return &f.awsSigV4 })},
	{"--oauth2-bearer", text(func(f *Flags) *string { return &f.oauth2Bearer })},
	{"-A --user-agent", text(func(f *Flags) *string { return &f.userAgent })},
	{"-e --referer", text(func(f *Flags) *string { return &f.referer })},
	{"-x --proxy", text(func(f *Flags) *string { return &f.proxy })},
	{"-U --proxy-user", text(func(f *Flags) *string { return &f.proxyUser })},
	{"--noproxy", text(func(f *Flags) *string { return &f.noProxy })},
	{"--cacert", text(func(f *Flags) *string { return &f.caCert })},
	{"--key", text(func(f *Flags) *string { return &f.key })},
	{"--connect-timeout", text(func(f *Flags) *string { return &f.connectTimeout })},
	{"-m --max-time", text(func(f *Flags) *string { return &f.within })},
	{"-H --header", list(func(f *Flags) *[]string { return &f.headers })},
	{"-b --cookie", list(func(f *Flags) *[]string { return &f.cookies })},
	{"--resolve", list(func(f *Flags) *[]string { return &f.resolve })},
	{"-k --insecure", toggle(func(f *Flags) *bool { return &f.insecure })},
	{"-L --location --location-trusted", toggle(func(f *Flags) *bool { return &f.follow })},
	{"-G --get", toggle(func(f *Flags) *bool { return &f.inQuery })},
	{"-I --head", toggle(func(f *Flags) *bool { return &f.head })},
	{"-d --data --data-ascii", data("data")},
	{"--data-raw", data("data-raw")},
	{"--data-binary", data("data-binary")},
	{"--data-urlencode", data("data-urlencode")},
	{"--json", data("json")},
	{"--url", option{value: true, take: func(c *command, v string) error { c.urls = append(c.urls, v); return nil }}},
	{"-E --cert", option{value: true, take: takeCert}},
	{"-r --range", option{value: true, take: func(c *command, v string) error {
		c.flags.headers = append(c.flags.headers, "Range: bytes="+v)
		return nil
	}}},
	{"--socks5", socks("socks5://")},
	{"--socks5-hostname", socks("socks5h://")},

	{"-F --form", form(false)},
	{"--form-string", form(true)},
	{"-T --upload-file", text(func(f *Flags) *string { return &f.upload })},
	{"--url-query", option{value: true, take: func(c *command, v string) error {
		c.flags.query = append(c.flags.query, datum{"url-query", v})
		return nil
	}}},
	{"--connect-to", list(func(f *Flags) *[]string { return &f.connectTo })},
	{"--compressed", toggle(func(f *Flags) *bool { return &f.compressed })},
	{"--path-as-is", toggle(func(f *Flags) *bool { return &f.pathAsIs })},
	{"-g --globoff", toggle(func(f *Flags) *bool { return &f.globOff })},
	{"-K --config", option{value: true, config: true}},
	{"-: --next", refused(false, errors.New("one request is diagnosed at a time: keep the one that fails"))},
	{"--unix-socket --abstract-unix-socket", refused(true, errors.New("a request to a socket file cannot be diagnosed: give an address"))},

	{"--digest", toggle(func(f *Flags) *bool { return &f.digest })},
	{"--anyauth", toggle(func(f *Flags) *bool { return &f.anyAuth })},
	{"--basic", option{take: func(c *command, _ string) error { c.flags.digest, c.flags.anyAuth = false, false; return nil }}},
	{"--ntlm --negotiate", refused(false, errScheme)},
	{"-n --netrc --netrc-optional", refused(false, errNetrc)},
	{"--netrc-file", refused(true, errNetrc)},
	{"--proxy-digest --proxy-ntlm --proxy-negotiate --proxy-anyauth --haproxy-protocol", option{lacking: true}},
	{"--request-target --interface --capath --pass --doh-url " +
		"--dns-servers --dns-interface --login-options --socks4 --socks4a --preproxy --variable -z --time-cond " +
		"--etag-compare --haproxy-clientip --proxy-header --proxy-cacert --proxy-cert --proxy-key --ech", option{value: true, lacking: true}},

	{"-s --silent -S --show-error -v --verbose -i --include --show-headers -f --fail --fail-early --fail-with-body -N --no-buffer " +
		"-# --progress-bar --progress-meter --tr-encoding --raw -0 --http1.0 --http1.1 --http2 --http2-prior-knowledge " +
		"--http3 --http3-only -4 --ipv4 -6 --ipv6 --tcp-nodelay --tcp-fastopen --keepalive -O --remote-name " +
		"--remote-name-all -J --remote-header-name -R --remote-time --create-dirs -j --junk-session-cookies --ssl-no-revoke " +
		"--ssl-revoke-best-effort -Z --parallel --parallel-immediate --styled-output --proxy-basic -p --proxytunnel " +
		"--proxy-insecure -1 --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 -2 --sslv2 -3 --sslv3 --ssl --ssl-reqd " +
		"--ssl-allow-beast --retry-connrefused --retry-all-errors --alpn --npn --sessionid --suppress-connect-headers --cert-status " +
		"--false-start --post301 --post302 --post303 --disallow-username-in-url -q --disable --remove-on-error --skip-existing " +
		"--clobber --xattr --trace-time --trace-ids --ca-native --doh-insecure --http0.9 --ignore-content-length", option{}},
	{"-o --output --output-dir -w --write-out --retry --retry-delay --retry-max-time -D --dump-header --trace --trace-ascii " +
		"--trace-config --stderr -c --cookie-jar --limit-rate -Y --speed-limit -y --speed-time --max-redirs --ciphers --tls13-ciphers " +
		"--curves --tls-max --keepalive-time --keepalive-cnt --rate --happy-eyeballs-timeout-ms --expect100-timeout --max-filesize " +
		"--create-file-mode -C --continue-at --libcurl --parallel-max --etag-save --alt-svc --hsts --local-port --cert-type --key-type " +
		"--engine --crlfile --pinnedpubkey --proto --proto-default --proto-redir --dns-ipv4-addr --dns-ipv6-addr --delegation " +
		"--service-name --proxy-service-name --ip-tos --vlan-priority --random-file --egd-file", option{value: true}},
})

// row is one meaning and the options that have it.
type row struct {
	names string
	option
}

func optionsByName(rows []row) map[string]option {
	all := map[string]option{}
	for _, r := range rows {
		for _, name := range strings.Fields(r.names) {
			all[name] = r.option
		}
	}
	return all
}

func text(field func(*Flags) *string) option {
	return option{value: true, take: func(c *command, v string) error { *field(c.flags) = v; return nil }}
}

func list(field func(*Flags) *[]string) option {
	return option{value: true, take: func(c *command, v string) error {
		p := field(c.flags)
		*p = append(*p, v)
		return nil
	}}
}

func toggle(field func(*Flags) *bool) option {
	return option{take: func(c *command, _ string) error { *field(c.flags) = true; return nil }}
}

func data(flag string) option {
	return option{value: true, take: func(c *command, v string) error {
		c.flags.data = append(c.flags.data, datum{flag, v})
		return nil
	}}
}

func form(literal bool) option {
	return option{value: true, take: func(c *command, v string) error {
		c.flags.form = append(c.flags.form, field{v, literal})
		return nil
	}}
}

func socks(scheme string) option {
	return option{value: true, take: func(c *command, v string) error { c.flags.proxy = scheme + v; return nil }}
}

func refused(value bool, err error) option {
	return option{value: value, take: func(*command, string) error { return err }}
}

// takeCert reads FILE[:PASSWORD]; the colon of a Windows drive is none.
func takeCert(c *command, v string) error {
	drive := min(2, len(v))
	file, _, protected := strings.Cut(v[drive:], ":")
	if protected {
		return errors.New("a key with a password is not read: take it off with openssl pkey")
	}
	c.flags.cert = v[:drive] + file
	return nil
}
