package world

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/beevik/ntp"

	"example.com/why401/diag"
)

// time is the door World.Time: one question by NTP (RFC 5905).
func (n *Network) time(ctx context.Context, host string) (diag.Clock, error) {
	if n.c.RequestOnly {
		return diag.Clock{}, diag.ErrShut
	}
	ctx, cancel := context.WithTimeout(ctx, ntpTime)
	defer cancel()
	reply, err := ntp.QueryWithOptions(host, ntp.QueryOptions{Timeout: ntpTime, Dialer: func(_, addr string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, "udp", addr)
		if err == nil { // the library knows no context
			context.AfterFunc(ctx, func() { _ = conn.Close() })
		}
		return conn, err
	}})
	if ctx.Err() != nil {
		return diag.Clock{}, fmt.Errorf("time source %s: %w", host, ctx.Err())
	}
	if err == nil {
		err = reply.Validate()
	}
	if err != nil {
		return diag.Clock{}, fmt.Errorf("time source %s: %w", host, err)
	}
	return diag.Clock{
		Name: host, Time: time.Now().Add(reply.ClockOffset),
		Offset: reply.ClockOffset, Error: max(reply.RootDistance, reply.RTT/2),
	}, nil
}
