// An S3 server that checks signatures: rclone's gofakes3, which took the checks
// from MinIO. Its argument is the one account, KEY,SECRET. It has the bucket
// devices, and ends with whoever started it.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/rclone/gofakes3"
	"github.com/rclone/gofakes3/s3mem"
)

func main() {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	if err := serve(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(account string) error {
	key, secret, _ := strings.Cut(account, ",")
	faker := gofakes3.New(s3mem.New(), gofakes3.WithV4Auth(map[string]string{key: secret}), gofakes3.WithAutoBucket(true))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("{\"listening\":\"http://%s\"}\n", l.Addr())
	return http.Serve(l, faker.Server())
}
