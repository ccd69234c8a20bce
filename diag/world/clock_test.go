package world

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"strings"
	"testing"
	"time"
)

// ntpServer answers every datagram, its clock ahead by that much; nil: it never answers.
func ntpServer(t *testing.T, ahead *time.Duration) (addr string) {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	go func() {
		for b := make([]byte, 48); ; {
			_, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			if ahead == nil {
				continue
			}
			now := time.Now().Add(*ahead)
			stamp := uint64(now.Unix()+2208988800)<<32 | uint64(now.Nanosecond())<<32/1e9
			copy(b[24:32], b[40:48]) // the question's time is the answer's origin time
			b[0], b[1] = 4<<3|4, 1   // version 4, mode server, stratum 1
			for _, at := range []int{16, 32, 40} {
				binary.BigEndian.PutUint64(b[at:], stamp)
			}
			_, _ = c.WriteTo(b, from)
		}
	}()
	return c.LocalAddr().String()
}

func TestTime(t *testing.T) {
	t.Parallel()
	ahead := 90 * time.Minute
	n := live(t, "http://127.0.0.1:1")
	clock, err := n.Time(t.Context(), ntpServer(t, &ahead))
	if err != nil {
		t.Fatal(err)
	}
	if off := clock.Offset - ahead; off.Abs() > clock.Error || clock.Error <= 0 || clock.Error > time.Minute {
		t.Errorf("offset %v, error %v", clock.Offset, clock.Error)
	}
	if time.Until(clock.Time).Round(time.Minute) != ahead {
		t.Errorf("time %v", clock.Time)
	}
}

func TestTimeGivesUp(t *testing.T) {
	t.Parallel()
	n := live(t, "http://127.0.0.1:1")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := n.Time(ctx, ntpServer(t, nil)); !errors.Is(err, context.DeadlineExceeded) || !strings.HasPrefix(err.Error(), "time source 127.0.0.1:") {
		t.Errorf("error %v", err)
	}
}
