// Package client speaks the public HTTP API for the command line: resumable
// uploads (tus 1.0), documents and readings. It retries what may heal by
// itself and gives every refusal as a *Problem.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client talks to one server.
type Client struct {
	base  *url.URL
	token string
	http  *http.Client

	// Wait is the pause before try n (from 1) of something that failed; tests
	// shorten it.
	Wait func(n int) time.Duration
	// Tries bounds how often one thing is tried without any progress.
	Tries int
	// OnRetry hears of every failure that will be tried again.
	OnRetry func(err error, wait time.Duration)
	// ChunkBytes is the size of one upload request.
	ChunkBytes int64
	// Stall ends a request in which nothing moved for so long.
	Stall time.Duration
}

// New makes a client of the server at base ("http://127.0.0.1:8080"). The token
// is sent to that server alone.
func New(base, token string) (*Client, error) {
	u, err := url.Parse(strings.TrimRight(base, "/"))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fmt.Errorf("%q is no server address; write it as http://HOST:PORT", base)
	}
	return &Client{
		base: u, token: token,
		http: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		Wait: backoff, Tries: 8, OnRetry: func(error, time.Duration) {},
		ChunkBytes: 8 << 20, Stall: time.Minute,
	}, nil
}

// backoff doubles from a quarter of a second to ten seconds.
func backoff(n int) time.Duration {
	return min(time.Second/4<<min(n-1, 10), 10*time.Second)
}

// Problem is an answer that is not 2xx (RFC 9457).
type Problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Remedy *struct {
		ZH string `json:"zh"`
		EN string `json:"en"`
	} `json:"remedy"`
	Body []byte `json:"-"` // the whole answer, for members of its own
}

func (p *Problem) Error() string {
	what := p.Detail
	if what == "" {
		what = fmt.Sprintf("the server answered %d %s", p.Status, http.StatusText(p.Status))
	}
	if p.Code == "" {
		return what
	}
	return p.Code + ": " + what
}

// Transient says whether err may heal by itself: the network failed, or the
// server is busy or restarting.
func Transient(err error) bool {
	var p *Problem
	if !errors.As(err, &p) {
		return err != nil && !errors.Is(err, context.Canceled)
	}
	switch p.Status {
	case http.StatusRequestTimeout, http.StatusLocked, http.StatusTooManyRequests,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// call is one request and its answer, read whole.
type call struct {
	method, path string
	header       http.Header
	body         io.Reader
	length       int64
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 64 << 20

// once sends c one time; an answer that is not 2xx is a *Problem.
func (c *Client) once(ctx context.Context, r call) (http.Header, []byte, error) {
	ctx, watch := newWatchdog(ctx, c.Stall)
	defer watch.stop()
	var body io.Reader
	if r.body != nil {
		body = watch.reader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, c.base.String()+r.path, body)
	if err != nil {
		return nil, nil, err
	}
	for k, v := range r.header {
		req.Header[k] = v
	}
	if r.body != nil {
		req.ContentLength = r.length
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	req.Header.Set("User-Agent", "twinstage")
	res, err := c.http.Do(req)
	if err != nil {
		return nil, nil, watch.explain(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(watch.reader(res.Body), maxAnswer))
	if err != nil {
		return nil, nil, watch.explain(err)
	}
	if res.StatusCode/100 != 2 {
		return res.Header, nil, problemOf(res.StatusCode, answer)
	}
	return res.Header, answer, nil
}

func problemOf(status int, answer []byte) *Problem {
	p := &Problem{Body: answer}
	if json.Unmarshal(answer, p) != nil {
		*p = Problem{Body: answer}
	}
	p.Status = status
	return p
}

// patiently repeats try until it succeeds, fails for good, or has failed Tries
// times in a row without progress. try says whether it made progress.
func (c *Client) patiently(ctx context.Context, try func() (progress bool, err error)) error {
	for n := 1; ; n++ {
		progress, err := try()
		if progress {
			n = 1
		}
		if err == nil || !Transient(err) || ctx.Err() != nil {
			return err
		}
		if n >= c.Tries {
			return fmt.Errorf("gave up after %d tries: %w", n, err)
		}
		wait := c.Wait(n)
		c.OnRetry(err, wait)
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// Sleep waits, or ends with ctx.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// json sends in (nil for none) and reads the answer into out, with retries.
func (c *Client) json(ctx context.Context, method, path string, in, out any) error {
	var body []byte
	header := http.Header{"Accept": {"application/json"}}
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
		header.Set("Content-Type", "application/json")
	}
	var answer []byte
	err := c.patiently(ctx, func() (bool, error) {
		r := call{method: method, path: path, header: header}
		if in != nil {
			r.body, r.length = bytes.NewReader(body), int64(len(body))
		}
		var err error
		_, answer, err = c.once(ctx, r)
		return false, err
	})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s %s answered something that is not our API (is the address right?): %w", method, path, err)
	}
	return nil
}
