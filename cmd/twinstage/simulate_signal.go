package main

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"
)

// sceneDocument is what the commands need of a scene's document.
type sceneDocument struct {
	Origin struct {
		Lon        float64 `json:"lon"`
		Lat        float64 `json:"lat"`
		Height     float64 `json:"height"`
		HeadingDeg float64 `json:"headingDeg"`
	} `json:"origin"`
	Anchors []struct {
		ID    string      `json:"id"`
		Point []float64   `json:"point"`
		Path  [][]float64 `json:"path"`
	} `json:"anchors"`
	Rules      []documentRule      `json:"rules"`
	Indicators []documentIndicator `json:"indicators"`
}

type documentRule struct {
	ID     string `json:"id"`
	Ranges []struct {
		Below *float64 `json:"below"`
		Level string   `json:"level"`
	} `json:"ranges"`
	Values []documentValue `json:"values"`
}

type documentValue struct {
	Is    any    `json:"is"`
	Level string `json:"level"`
}

type documentIndicator struct {
	Key       string          `json:"key"`
	Kind      string          `json:"kind"`
	Unit      string          `json:"unit"`
	Precision *int            `json:"precision"`
	Anchor    string          `json:"anchor"`
	Rule      string          `json:"rule"`
	Values    []documentValue `json:"values"`
	Target    *struct {
		Value float64 `json:"value"`
	} `json:"target"`
}

// keySignal makes one indicator's values; at is called with rising times.
type keySignal struct {
	key string
	at  func(time.Time) any
}

// signalsOf makes a signal for every indicator, and says which cannot have one.
func signalsOf(doc sceneDocument, rng *rand.Rand) (signals []keySignal, skipped []string) {
	rules := map[string]documentRule{}
	for _, r := range doc.Rules {
		rules[r.ID] = r
	}
	for n, ind := range doc.Indicators {
		var at func(time.Time) any
		switch ind.Kind {
		case "number":
			at = numberSignal(ind, rules[ind.Rule], rng)
		case "category":
			at = wordSignal(wordsOf(ind, rules[ind.Rule]), rng)
		case "boolean":
			at = wordSignal(truthsOf(ind, rules[ind.Rule]), rng)
		case "position":
			at = positionSignal(doc, ind, n)
		}
		if at == nil {
			skipped = append(skipped, fmt.Sprintf("%s is left out: the document names no values for it", ind.Key))
			continue
		}
		signals = append(signals, keySignal{key: ind.Key, at: at})
	}
	return signals, skipped
}

// numberSignal is a day's rhythm (least at night, most in the afternoon), a
// slower wander of a few minutes and noise, inside the range of its rule.
func numberSignal(ind documentIndicator, rule documentRule, rng *rand.Rand) func(time.Time) any {
	low, high := rangeOf(ind, rule)
	h := fnv.New64a()
	_, _ = h.Write([]byte(ind.Key))
	phase := float64(h.Sum64()%1000) / 1000
	noise := 0.0
	return func(now time.Time) any {
		day := float64(now.UnixMilli()%86_400_000)/86_400_000 + 8.0/24 // Chongqing's clock
		minutes := float64(now.UnixMilli()%3_600_000) / 60_000
		noise = 0.85*noise + 0.15*rng.NormFloat64()
		share := 0.5 - 0.28*math.Cos(2*math.Pi*(day-3.0/24+0.08*phase)) + 0.1*math.Sin(2*math.Pi*(minutes/6+phase)) + 0.06*noise
		return rounded(low+(high-low)*min(max(share, 0), 1), ind.Precision)
	}
}

// rangeOf is where a number lives: in its rule's normal range and a little
// beyond, so that other levels come but are rare; about its target; or by its
// unit.
func rangeOf(ind documentIndicator, rule documentRule) (low, high float64) {
	switch {
	case len(rule.Ranges) > 1:
		return aroundNormal(rule)
	case ind.Target != nil:
		return 0.7 * ind.Target.Value, 1.02 * ind.Target.Value
	case ind.Unit == "°C" || ind.Unit == "℃":
		return 8, 34
	default:
		return 0, 100
	}
}

// aroundNormal is the normal range, with a third of its width on a side that
// leads to other levels. A range without an end is as wide as its neighbour.
func aroundNormal(rule documentRule) (low, high float64) {
	var bounds []float64 // bounds[i] ends ranges[i]; the last range has no end
	normal := 0
	for i, r := range rule.Ranges {
		if r.Below != nil {
			bounds = append(bounds, *r.Below)
		}
		if r.Level == "normal" {
			normal = i
		}
	}
	if len(bounds) == 0 {
		return 0, 100
	}
	normal = min(normal, len(bounds))
	width := max(math.Abs(bounds[0])/2, 1)
	if len(bounds) > 1 {
		n := min(max(normal, 1), len(bounds)-1)
		width = bounds[n] - bounds[n-1]
	}
	switch normal {
	case 0:
		low = bounds[0] - width
		if bounds[0] > 0 {
			low = max(low, 0.3*bounds[0]) // most things measured are not below zero
		}
		return low, bounds[0] + width/3
	case len(bounds):
		return bounds[normal-1] - width/3, bounds[normal-1] + width
	default:
		return bounds[normal-1] - width/8, bounds[normal] + width/8
	}
}

func rounded(v float64, precision *int) float64 {
	if precision == nil {
		return v
	}
	scale := math.Pow10(*precision)
	return math.Round(v*scale) / scale
}

// wordsOf are the values of a category, those of the lowest level first.
func wordsOf(ind documentIndicator, rule documentRule) (words []any) {
	for _, normal := range []bool{true, false} {
		for _, v := range rule.Values {
			if (v.Level == "normal") == normal {
				words = append(words, v.Is)
			}
		}
	}
	if len(words) == 0 {
		for _, v := range ind.Values {
			words = append(words, v.Is)
		}
	}
	return words
}

// truthsOf are both values of a boolean, the normal one first.
func truthsOf(ind documentIndicator, rule documentRule) []any {
	if words := wordsOf(ind, rule); len(words) > 0 && words[0] == true {
		return []any{true, false}
	}
	return []any{false, true}
}

// wordSignal mostly keeps the first value and now and then takes another.
func wordSignal(words []any, rng *rand.Rand) func(time.Time) any {
	if len(words) == 0 {
		return nil
	}
	current, until := 0, time.Time{}
	return func(now time.Time) any {
		if now.After(until) {
			if current = 0; !until.IsZero() && rng.Float64() < 0.35 {
				current = rng.IntN(len(words))
			}
			until = now.Add(time.Duration(15+rng.IntN(45)) * time.Second)
		}
		return words[current]
	}
}
