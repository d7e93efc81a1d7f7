package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/client"
)

type simulateCmd struct {
	remote
	Scene string  `required:"" placeholder:"SLUG" help:"The scene. Its indicators are read from its document; a token that also has purpose live:leader sees those for staff and leaders."`
	Rate  float64 `default:"5" placeholder:"N" help:"Readings a second, over all indicators (${default})."`
	Seed  uint64  `default:"1" placeholder:"N" help:"Seed of the random part (${default})."`
}

// simulateBeat is how often what fell due is sent; several readings share a
// request at high rates.
const simulateBeat = 100 * time.Millisecond

// Run pushes synthetic readings, marked "simulated", until it is interrupted:
// every indicator once, then one after another in turn.
func (c simulateCmd) Run(ctx context.Context, std stdio) error {
	if !(c.Rate > 0 && c.Rate <= 10_000) {
		return fmt.Errorf("--rate %v: use a number above 0, up to 10000", c.Rate)
	}
	api, err := c.client(std)
	if err != nil {
		return err
	}
	var doc sceneDocument
	if err := api.Document(ctx, c.Scene, &doc); err != nil {
		return err
	}
	signals, skipped := signalsOf(doc, rand.New(rand.NewPCG(c.Seed, 0)))
	for _, why := range skipped {
		fmt.Fprintln(std.err, "twinstage:", why)
	}
	if len(signals) == 0 {
		return fmt.Errorf("the token sees no indicator in scene %q that could be simulated", c.Scene)
	}
	fmt.Fprintf(std.err, "twinstage: simulating %d indicators at %g readings a second; Ctrl-C ends it\n", len(signals), c.Rate)
	s := simulation{cmd: c, api: api, std: std, signals: signals}
	return s.run(ctx)
}

// simulation is one run of the command.
type simulation struct {
	cmd     simulateCmd
	api     *client.Client
	std     stdio
	signals []keySignal
	turn    int
	told    map[string]bool // refusals are told once for each indicator
}

func (s *simulation) run(ctx context.Context) error {
	s.told = map[string]bool{}
	if err := s.push(ctx, len(s.signals)); err != nil {
		return err
	}
	s.api.Tries = patience // it worked once: outlast a restart of the server
	owed, last := 0.0, time.Now()
	for {
		if err := waitUntil(ctx, last.Add(simulateBeat)); err != nil {
			return err
		}
		now := time.Now()
		// After a long pause only a second is made up: nobody needs the past.
		owed += min(now.Sub(last).Seconds(), 1) * s.cmd.Rate
		last = now
		if n := int(owed); n > 0 {
			owed -= float64(n)
			if err := s.push(ctx, n); err != nil {
				return err
			}
		}
	}
}

// push sends n readings, the indicators in turn.
func (s *simulation) push(ctx context.Context, n int) error {
	batch := make([]client.Reading, n)
	for i := range batch {
		g := s.signals[s.turn%len(s.signals)]
		s.turn++
		now := time.Now()
		batch[i] = client.Reading{Indicator: g.key, Time: now.UTC(), Value: g.at(now)}
	}
	got, err := s.api.Push(ctx, s.cmd.Scene, "simulated", batch)
	if err != nil {
		return err
	}
	for _, r := range got.Refused {
		if r.Index < 0 || r.Index >= n || s.told[batch[r.Index].Indicator] {
			continue
		}
		key := batch[r.Index].Indicator
		s.told[key] = true
		fmt.Fprintf(s.std.err, "twinstage: %s: %s\n", key, r.Message)
	}
	if len(s.told) >= len(s.signals) {
		return errors.New("every indicator was refused; the scene's document may have changed, start again")
	}
	return nil
}
