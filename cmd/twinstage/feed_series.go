package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// sample is one line of a recorded series.
type sample struct {
	line  int // in the file, from 1
	at    time.Time
	value any  // float64, string or bool
	back  bool // earlier than the sample before it: a clock was set back
}

// series reads `timestamp,value` lines one by one, so that a series may be
// longer than the memory, or come from a pipe.
type series struct {
	csv   *csv.Reader
	kind  string // of the indicator; "" takes numbers as numbers, the rest as words
	lines int    // records read
	last  time.Time
	err   error
}

func newSeries(r io.Reader, kind string) *series {
	c := csv.NewReader(skipBOM(r))
	c.FieldsPerRecord = -1
	c.TrimLeadingSpace = true
	c.ReuseRecord = true
	return &series{csv: c, kind: kind}
}

// skipBOM drops the mark that spreadsheets put before UTF-8.
func skipBOM(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	if head, _ := b.Peek(3); string(head) == "\uFEFF" {
		_, _ = b.Discard(3)
	}
	return b
}

// next is the next sample, io.EOF at the end, or an error about one line (the
// sample then has its number alone), after which it can go on.
func (s *series) next() (sample, error) {
	for {
		record, err := s.csv.Read()
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad):
			return sample{line: bad.Line}, bad.Err
		case err != nil:
			s.err = err
			return sample{}, io.EOF
		}
		s.lines++
		line, _ := s.csv.FieldPos(0)
		if s.lines == 1 && isHeader(record) {
			continue
		}
		got, err := s.sample(record)
		got.line = line
		return got, err
	}
}

// failed is why reading ended, nil if at the end of the file.
func (s *series) failed() error {
	if s.err == nil || errors.Is(s.err, io.EOF) {
		return nil
	}
	return fmt.Errorf("read series: %w", s.err)
}

func isHeader(record []string) bool {
	_, err := parseTime(record[0])
	return err != nil && len(record) >= 2
}

func (s *series) sample(record []string) (sample, error) {
	if len(record) < 2 {
		return sample{}, errors.New("has no value; write timestamp,value")
	}
	at, err := parseTime(record[0])
	if err != nil {
		return sample{}, err
	}
	value, err := parseValue(s.kind, strings.TrimSpace(record[1]))
	if err != nil {
		return sample{}, err
	}
	back := at.Before(s.last)
	s.last = at
	return sample{at: at, value: value, back: back}, nil
}

// timeLayouts are what recorded series use. Without a zone the times are taken
// as UTC, which only matters where a clock was put forward: spacing is all
// that is used of them.
func timeLayouts() []string {
	return []string{
		time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04",
		"2006-01-02T15:04", "2006/01/02 15:04:05", "2006/1/2 15:04", "2006-01-02",
	}
}

func parseTime(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	for _, layout := range timeLayouts() {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil && n > 0 && n < 1e14 {
		if n >= 1e11 { // epoch milliseconds: in seconds it would be after the year 5000
			n /= 1000
		}
		return time.UnixMicro(int64(math.Round(n * 1e6))).UTC(), nil
	}
	return time.Time{}, fmt.Errorf("%q is no time; write 2015-07-10 14:24:00, RFC 3339 or epoch seconds", s)
}

func parseValue(kind, s string) (any, error) {
	number, err := strconv.ParseFloat(s, 64)
	isNumber := err == nil && !math.IsNaN(number) && !math.IsInf(number, 0)
	switch kind {
	case "boolean":
		b, err := strconv.ParseBool(strings.ToLower(s))
		if err != nil {
			return nil, fmt.Errorf("%q is neither true nor false", s)
		}
		return b, nil
	case "category":
		if s == "" {
			return nil, errors.New("the value is empty")
		}
		return s, nil
	case "position":
		return nil, errors.New("a series of timestamp,value cannot hold positions")
	case "number":
		if !isNumber {
			return nil, fmt.Errorf("%q is no finite number", s)
		}
		return number, nil
	}
	switch {
	case isNumber:
		return number, nil
	case err == nil || s == "": // NaN and its like, or nothing
		return nil, fmt.Errorf("%q is no value", s)
	default:
		return s, nil
	}
}
