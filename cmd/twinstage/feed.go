package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/client"
)

type feedCmd struct {
	remote
	Scene     string  `required:"" placeholder:"SLUG" help:"The scene."`
	Indicator string  `required:"" placeholder:"KEY" help:"The indicator."`
	CSV       string  `name:"csv" required:"" placeholder:"FILE" help:"Recorded series, lines of timestamp,value; - for standard input."`
	Speed     float64 `default:"1" placeholder:"N" help:"How many times faster than it was recorded (${default})."`
}

// feedBatch bounds what one request carries after a pause of the network.
const feedBatch = 500

// Run plays the series once: its first sample is now, later ones follow at
// their recorded spacing divided by the speed, each sent when it is due and
// bearing origin "recorded". It ends with exit code 0 at the end of the file
// or when interrupted, with 1 if nothing could be sent.
func (c feedCmd) Run(ctx context.Context, std stdio) error {
	if !(c.Speed > 0 && c.Speed <= 1e9) {
		return fmt.Errorf("--speed %v: use a number above 0", c.Speed)
	}
	api, err := c.client(std)
	if err != nil {
		return err
	}
	in, err := c.open(std)
	if err != nil {
		return err
	}
	defer in.Close()
	kind, err := kindOf(ctx, api, c.Scene, c.Indicator)
	if err != nil {
		return err
	}
	f := feed{feedCmd: c, api: api, std: std, rows: newSeries(in, kind)}
	err = f.play(ctx)
	fmt.Fprintf(std.err, "twinstage: %d readings sent, %d lines refused\n", f.accepted, f.refused)
	if err == nil && f.accepted == 0 {
		return errors.New("no reading could be taken from the series")
	}
	return err
}

func (c feedCmd) open(std stdio) (io.ReadCloser, error) {
	if c.CSV == "-" {
		return io.NopCloser(std.in), nil
	}
	return os.Open(c.CSV)
}

// kindOf is the indicator's kind by the scene's document; "" where the token
// may not see the indicator (its audience may be staff) or the document.
func kindOf(ctx context.Context, api *client.Client, scene, key string) (string, error) {
	var doc sceneDocument
	err := api.Document(ctx, scene, &doc)
	var p *client.Problem
	switch {
	case errors.As(err, &p) && (p.Status == 403 || p.Status == 404):
		return "", nil // the first push says it better
	case err != nil:
		return "", err
	}
	for _, i := range doc.Indicators {
		if i.Key == key {
			return i.Kind, nil
		}
	}
	return "", nil
}

// feed is one run of the command.
type feed struct {
	feedCmd
	api      *client.Client
	std      stdio
	rows     *series
	accepted int
	refused  int
	toldBack bool

	first sample    // of the series
	start time.Time // when it was sent
}

// play sends what is due and waits for what is not, until the series ends.
func (f *feed) play(ctx context.Context) error {
	next, more := f.next()
	f.first, f.start = next, time.Now()
	for more {
		if err := waitUntil(ctx, f.due(next)); err != nil {
			return err
		}
		var batch []sample
		for now := time.Now(); more && len(batch) < feedBatch && !f.due(next).After(now); {
			batch = append(batch, next)
			next, more = f.next()
		}
		if err := f.push(ctx, batch); err != nil {
			return err
		}
	}
	return f.rows.failed()
}

// next is the next sample that can be read; lines that cannot are told and
// passed over.
func (f *feed) next() (sample, bool) {
	for {
		s, err := f.rows.next()
		switch {
		case err == nil:
			f.tellBack(s)
			return s, true
		case errors.Is(err, io.EOF):
			return sample{}, false
		}
		f.refuse(s.line, err.Error())
	}
}

// tellBack says once that the recorder's clock was set back. Such samples are
// due already: they are sent at once, with their time, and the server keeps
// them in the history without going back on the board.
func (f *feed) tellBack(s sample) {
	if s.back && !f.toldBack {
		f.toldBack = true
		fmt.Fprintf(f.std.err, "twinstage: %s line %d: time goes back here; what is earlier than the latest goes into the history only\n", f.CSV, s.line)
	}
}

// due is when a sample is sent, and its reading's time. Long series at a low
// speed would overflow a duration; they are due far ahead instead.
func (f *feed) due(s sample) time.Time {
	after := s.at.Sub(f.first.at).Seconds() / f.Speed
	const far = float64(1 << 62) // 146 years
	return f.start.Add(time.Duration(max(-far, min(after*float64(time.Second), far))))
}

func (f *feed) push(ctx context.Context, batch []sample) error {
	readings := make([]client.Reading, len(batch))
	for i, s := range batch {
		readings[i] = client.Reading{Indicator: f.Indicator, Time: f.due(s).UTC(), Value: s.value}
	}
	got, err := f.api.Push(ctx, f.Scene, "recorded", readings)
	if err != nil {
		return err
	}
	if f.accepted == 0 {
		f.api.Tries = patience // it worked once: outlast a restart of the server
	}
	f.accepted += got.Accepted
	for _, r := range got.Refused {
		if r.Code == "unknown_indicator" {
			return fmt.Errorf("scene %q has no indicator %q in its published document", f.Scene, f.Indicator)
		}
		if r.Index >= 0 && r.Index < len(batch) {
			f.refuse(batch[r.Index].line, r.Message)
		}
	}
	return nil
}

// patience is how often a long-running source tries again: for about an hour.
const patience = 360

func (f *feed) refuse(line int, why string) {
	f.refused++
	fmt.Fprintf(f.std.err, "twinstage: %s line %d: %s\n", f.CSV, line, why)
}

func waitUntil(ctx context.Context, t time.Time) error {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
