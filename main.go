// Why401 finds out why an HTTP API answers 401, proves it, and shows the fix.
package main

import (
	"os"

	"example.com/why401/tui/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)) }
