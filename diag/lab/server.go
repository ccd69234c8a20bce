package lab

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// silent is where net/http would report what clients did wrong: the terminal belongs to others.
var silent = log.New(io.Discard, "", 0)

// server is an HTTP server on a free port of 127.0.0.1. It has its address
// before it serves, for the parts of a lab name each other.
type server struct {
	url      string
	handler  func() http.Handler // asked for when it begins to serve
	listener net.Listener
	tls      *tls.Config // https; nil: http
	http     http.Server
	served   chan struct{}  // closed when Serve has returned; nil before serve
	conns    sync.WaitGroup // open connections
}

func listen(handler func() http.Handler) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &server{url: "http://" + l.Addr().String(), handler: handler, listener: l}, nil
}

func (s *server) serve() {
	s.http = http.Server{Handler: s.handler(), ErrorLog: silent, ReadHeaderTimeout: 10 * time.Second, ConnState: s.count, TLSConfig: s.tls}
	s.served = make(chan struct{})
	go func() {
		defer close(s.served)
		if s.tls != nil {
			_ = s.http.ServeTLS(s.listener, "", "")
			return
		}
		_ = s.http.Serve(s.listener)
	}()
}

// count lets close wait for the goroutines of all connections.
func (s *server) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.conns.Add(1)
	case http.StateClosed, http.StateHijacked:
		s.conns.Done()
	}
}

// close ends the server at once and returns when nothing of it runs any more.
func (s *server) close() error {
	if s.served == nil {
		return s.listener.Close()
	}
	err := s.http.Close()
	<-s.served
	s.conns.Wait()
	return err
}

// hold takes a port on which nothing listens, and keeps others from listening
// there: the connection that has it is one to the peer.
func hold(peer net.Addr) (net.Conn, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}}
	return d.Dial(peer.Network(), peer.String())
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
