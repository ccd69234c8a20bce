module example.com/why401

go 1.26.8

require (
	github.com/MicahParks/jwkset v0.11.3 // reads key sets key by key: one odd key does not lose the others
	github.com/aws/aws-sdk-go-v2 v1.47.6 // signs requests as AWS has it, to hold a signature against
	github.com/aws/smithy-go v1.28.8 // the signer's log, in which the canonical request stands
	github.com/aymanbagabas/go-osc52/v2 v2.0.1 // copies over the terminal, also through ssh and tmux
	github.com/beevik/etree v1.8.1 // reads SAML responses as a tree
	github.com/beevik/ntp v1.6.0 // asks a time source
	github.com/charmbracelet/bubbles v1.0.0 // keys, help and input fields of the wizard
	github.com/charmbracelet/bubbletea v1.3.10 // runs the wizard
	github.com/charmbracelet/lipgloss v1.1.0 // styles and measures text
	github.com/charmbracelet/x/ansi v0.11.6 // cuts and wraps styled text by its width
	github.com/charmbracelet/x/term v0.2.2 // reads a hidden line where there is no screen
	github.com/coreos/go-oidc/v3 v3.21.0 // tests: an independent client of the lab's issuer
	github.com/creack/pty v1.1.24 // tests: a real terminal
	github.com/dunglas/httpsfv v1.1.2 // reads structured fields: Signature-Input of RFC 9421
	github.com/go-jose/go-jose/v4 v4.1.8 // tests: an independent witness of the lab's JWE and DPoP proofs
	github.com/golang-jwt/jwt/v5 v5.3.1 // parses tokens and checks signatures
	github.com/icholy/digest v1.2.0 // the lab: a Digest server that is not ours to judge by
	github.com/mattn/go-isatty v0.0.20 // tells a terminal from a pipe
	github.com/muesli/termenv v0.16.0 // pins the colours, so that no terminal is asked for them
	github.com/rogpeppe/go-internal v1.16.0 // tests: the command line as scripts
	github.com/russellhaering/goxmldsig v1.6.1 // checks signatures in XML
	github.com/spf13/cobra v1.10.2 // commands, help and completions
	github.com/spf13/pflag v1.0.9 // curl's short and long flags
	go.yaml.in/yaml/v3 v3.0.6 // reads scope maps, with line numbers for errors
	golang.org/x/oauth2 v0.37.0 // tests: an independent client of the lab's issuer
	gopkg.in/ini.v1 v1.67.3 // reads the profiles of ~/.aws
	mvdan.cc/sh/v3 v3.14.1 // takes a pasted curl command apart as a shell would, running nothing
)

require (
	github.com/atotto/clipboard v0.1.4 // indirect
	github.com/charmbracelet/colorprofile v0.4.1 // indirect
	github.com/charmbracelet/x/cellbuf v0.0.15 // indirect
	github.com/clipperhouse/displaywidth v0.11.0 // indirect
	github.com/clipperhouse/uax29/v2 v2.7.0 // indirect
	github.com/erikgeiser/coninput v0.0.0-20211004153227-1c3628e74d0f // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/jonboulle/clockwork v0.5.0 // indirect
	github.com/lucasb-eyer/go-colorful v1.4.1 // indirect
	github.com/mattn/go-localereader v0.0.1 // indirect
	github.com/mattn/go-runewidth v0.0.19 // indirect
	github.com/muesli/ansi v0.0.0-20230316100256-276c6243b2f6 // indirect
	github.com/muesli/cancelreader v0.2.2 // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	github.com/xo/terminfo v0.0.0-20220910002029-abceb7e1c41e // indirect
	golang.org/x/net v0.59.0 // indirect
	golang.org/x/sys v0.48.0 // indirect
	golang.org/x/text v0.42.0 // indirect
	golang.org/x/time v0.9.0 // indirect
	golang.org/x/tools v0.49.0 // indirect
)
