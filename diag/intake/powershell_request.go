package intake

import "strings"

// psSwitches are the parameters of the two commands that have no value.
var psSwitches = map[string]bool{
	"usebasicparsing": true, "skipcertificatecheck": true, "skiphttperrorcheck": true, "skipheadervalidation": true, "passthru": true,
	"disablekeepalive": true, "noproxy": true, "allowunencryptedauthentication": true, "preserveauthorizationonredirect": true,
	"usedefaultcredentials": true, "proxyusedefaultcredentials": true, "resume": true, "followrellink": true, "allowinsecureredirect": true,
	"preservehttpmethodonredirect": true, "verbose": true,
}

// psIgnored are those whose value does not change the request: a session's
// cookies and its user agent stand in the text.
var psIgnored = map[string]bool{
	"websession": true, "sessionvariable": true, "outfile": true, "authentication": true, "sslprotocol": true, "httpversion": true,
	"erroraction": true, "statuscodevariable": true, "responseheadersvariable": true, "retryintervalsec": true, "maximumretrycount": true,
	"operationtimeoutseconds": true, "outvariable": true, "warningaction": true,
}

// psOptions are those that curl has too.
var psOptions = map[string]string{
	"uri": "--url", "method": "-X", "custommethod": "-X", "useragent": "-A", "proxy": "-x", "token": "--oauth2-bearer", "transferencoding": "",
	"timeoutsec": "-m", "connectiontimeoutseconds": "--connect-timeout",
}

// request reads the command's parameters.
func (p *powerShell) request() {
	p.commands++
	for p.now.kind != 0 && p.now.kind != psEnd && p.now.kind != ')' {
		name, named := strings.CutPrefix(p.now.text, "-")
		if p.now.kind != psBare || !named {
			before := p.at
			if text, _ := p.value(); text != "" && p.urls == 0 {
				p.parameter("uri", "uri", text, nil)
			}
			if p.at == before {
				p.next() // a mark that belongs to no value
			}
			continue
		}
		p.next()
		name, joined, _ := strings.Cut(name, ":")
		low := strings.ToLower(name)
		if psSwitches[low] {
			p.turn(low, name)
			continue
		}
		text, table := joined, [][2]string(nil)
		if joined == "" {
			text, table = p.value()
		}
		p.parameter(low, name, text, table)
	}
}

func (p *powerShell) turn(low, name string) {
	switch low {
	case "skipcertificatecheck":
		p.args = append(p.args, "-k")
	case "noproxy":
		p.option("--noproxy", "*")
	case "usedefaultcredentials", "proxyusedefaultcredentials":
		p.lacking(name)
	}
}

func (p *powerShell) parameter(low, name, text string, table [][2]string) {
	option := psOptions[low]
	switch {
	case low == "headers":
		for _, row := range table {
			p.header(row[0], row[1])
		}
		if table == nil {
			p.lacking(name)
		}
	case low == "body" && table != nil:
		for _, row := range table {
			p.option("--data-urlencode", row[0]+"="+row[1])
		}
	case low == "body":
		p.option("--data-raw", text)
	case low == "infile":
		p.option("--data-binary", "@"+text)
	case low == "contenttype":
		p.header("Content-Type", text)
	case low == "maximumredirection":
		p.follow = text != "0"
	case (low == "timeoutsec" || low == "connectiontimeoutseconds") && text == "0": // without end
	case option == "-X":
		p.option(option, strings.ToUpper(text))
	case option != "":
		if option == "--url" {
			p.urls++
		}
		p.option(option, text)
	case !psIgnored[low]:
		p.lacking(name)
	}
}
