package intake

import (
	"encoding/base64"
	"net/url"
	"strings"
	"time"

	"example.com/why401/diag"
)

// harEntry is what is read of an entry (HAR 1.2, "entries").
type harEntry struct {
	StartedDateTime string
	Time            float64
	ServerIPAddress string
	Connection      string
	Error           string `json:"_error"`
	Request         struct {
		Method, URL string
		Headers     []harPair
		Cookies     []harPair
		PostData    struct {
			Text   string
			Params []harPair
		}
	}
	Response struct {
		Status      int
		HTTPVersion string
		Error       string `json:"_error"` // Chrome's
		Headers     []harPair
		Cookies     []harPair
		Content     struct {
			Size           float64
			Text, Encoding string
		}
	}
	Timings struct{ DNS, Connect, SSL, Wait float64 } // milliseconds, -1 where it did not take place
}

type harPair struct{ Name, Value string }

// entry makes an exchange of it.
func (h harEntry) entry() Entry {
	var e Entry
	e.Request = diag.Request{Purpose: diag.AsGiven, Method: strings.ToUpper(h.Request.Method), URL: h.Request.URL,
		Header: harHeader(h.Request.Headers), Body: h.postBody()}
	if !e.Request.Header.Has("Cookie") && len(h.Request.Cookies) > 0 {
		e.Request.Header = append(e.Request.Header, diag.Field{Name: "Cookie", Value: cookiesOf(h.Request.Cookies)})
	}
	e.Request = withoutHost(e.Request)
	e.Status, e.Proto = max(0, h.Response.Status), protocol(h.Response.HTTPVersion)
	e.Header = harHeader(h.Response.Headers)
	e.Body, e.Truncated = h.body()
	e.Remote = strings.Trim(h.ServerIPAddress, "[]")
	if at, err := time.Parse(time.RFC3339Nano, h.StartedDateTime); err == nil {
		e.SentAt = at.UTC()
	}
	e.Timing = diag.Timing{DNS: ms(h.Timings.DNS), Connect: ms(h.Timings.Connect), TLS: ms(h.Timings.SSL), FirstByte: ms(h.Timings.Wait), Total: ms(h.Time)}
	if e.Status == 0 {
		e.Failure = h.failure()
	}
	return e
}

// failure is why a browser has no answer; it may keep that to itself.
func (h harEntry) failure() *diag.Failure {
	text := h.Response.Error
	if text == "" {
		text = h.Error
	}
	if f := failureIn(text); f != nil {
		return f
	}
	if text == "" {
		text = "the browser shows no answer"
	}
	return &diag.Failure{Kind: diag.FailClosed, Text: text}
}

// harHeader leaves out HTTP/2's pseudo-fields, which Chrome lists with the others.
func harHeader(pairs []harPair) diag.Header {
	var h diag.Header
	for _, p := range pairs[:min(len(pairs), maxFields)] {
		if p.Name == "" || p.Name[0] == ':' {
			continue
		}
		for _, v := range strings.Split(p.Value, "\n") { // Chrome joins lines of one name so
			h = append(h, diag.Field{Name: p.Name, Value: strings.TrimSpace(v)})
		}
	}
	return h
}

func cookiesOf(pairs []harPair) string {
	var line []string
	for _, p := range pairs {
		line = append(line, p.Name+"="+p.Value)
	}
	return strings.Join(line, "; ")
}

// postBody is the request's body: Safari and Firefox may give a form's fields only.
func (h harEntry) postBody() []byte {
	post := h.Request.PostData
	if post.Text != "" || len(post.Params) == 0 {
		return []byte(post.Text)
	}
	form := url.Values{}
	for _, p := range post.Params {
		form.Add(p.Name, p.Value)
	}
	return []byte(form.Encode())
}

// body is the answer's body, and whether some of it is missing.
func (h harEntry) body() (body []byte, truncated bool) {
	content := h.Response.Content
	body = []byte(content.Text)
	if strings.EqualFold(content.Encoding, "base64") {
		text := strings.TrimRight(content.Text, "=")
		body = make([]byte, base64.RawStdEncoding.DecodedLen(len(text)))
		n, _ := base64.RawStdEncoding.Decode(body, []byte(text)) // as far as it goes
		body = body[:n]
	}
	cut := len(body) > maxBody || len(content.Text) >= maxString || len(body) == 0 && content.Size > 0
	return body[:min(len(body), maxBody)], cut
}

// shows says whether some credential of the entry is in it.
func (h harEntry) shows() bool {
	for _, p := range append(h.Request.Headers, h.Response.Headers...) {
		switch strings.ToLower(p.Name) {
		case "authorization", "cookie", "set-cookie":
			return true
		}
	}
	return len(h.Request.Cookies)+len(h.Response.Cookies) > 0
}

func ms(v float64) time.Duration {
	if v <= 0 || v > 1e9 {
		return 0
	}
	return time.Duration(v * float64(time.Millisecond))
}
