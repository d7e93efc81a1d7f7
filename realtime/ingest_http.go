package realtime

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// Bounds of a body of readings. NDJSON is taken in portions, each durable by
// itself, so a long body needs no more memory than a short one.
const (
	maxJSONBody   = 16 << 20
	maxNDJSONBody = 1 << 30
	maxLine       = 16 << 10
	portion       = 5000
	// maxListed is how many refusals an answer lists.
	maxListed = 1000
)

// ServeReadings is POST …/readings: JSON {"readings":[…],"origin"?} or
// application/x-ndjson, one reading a line (default origin by ?origin=). It
// answers 200 with an IngestResult, or by Config.WriteError with the faults of
// Ingest and body_malformed, body_too_large, media_type_unsupported,
// origin_invalid, no_reading_accepted (422; its member refused lists why).
func (h *Hub) ServeReadings(w http.ResponseWriter, r *http.Request, permit access.Permit, source, scene string) {
	result, err := h.takeReadings(w, r, permit, source, scene)
	if err == nil && result.Accepted == 0 {
		err = fault.New(fault.Invalid, "no_reading_accepted", "None of the readings was accepted; refused says why for each.").
			With("accepted", 0).With("refused", result.Refused)
	}
	if err != nil {
		h.cfg.WriteError(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(result) // a client that is gone needs no answer
}

func (h *Hub) takeReadings(w http.ResponseWriter, r *http.Request, permit access.Permit, source, scene string) (IngestResult, error) {
	if _, err := h.sceneFor(permit, scene); err != nil {
		return IngestResult{}, err // before any of the body is read
	}
	origin, ok := ParseOrigin(r.URL.Query().Get("origin"))
	if !ok {
		return IngestResult{}, originInvalid()
	}
	in := &intake{hub: h, r: r, permit: permit, source: source, scene: scene, origin: origin}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/x-ndjson", "application/ndjson", "application/jsonl":
		return in.lines(http.MaxBytesReader(w, r.Body, maxNDJSONBody))
	case "application/json", "":
		return in.object(http.MaxBytesReader(w, r.Body, maxJSONBody))
	}
	return IngestResult{}, fault.New(fault.Unsupported, "media_type_unsupported", "Send readings as application/json or application/x-ndjson.")
}

func originInvalid() error {
	return fault.New(fault.Invalid, "origin_invalid", "The origin is none of live, recorded, simulated.")
}

// intake is one body of readings on its way in.
type intake struct {
	hub           *Hub
	r             *http.Request
	permit        access.Permit
	source, scene string
	origin        Origin

	seen    int // readings in the body so far
	pending []Reading
	index   []int // of pending, in the body
	result  IngestResult
	any     bool // something was ingested
}

// add parses one reading and holds it back for the next flush.
func (in *intake) add(data []byte) {
	r, p := parseReading(data)
	if p != nil {
		in.hub.count.refused.Add(1)
		in.refuse(Refusal{in.seen, p.code, p.message})
	} else {
		in.pending = append(in.pending, r)
		in.index = append(in.index, in.seen)
	}
	in.seen++
}

func (in *intake) refuse(r Refusal) {
	if len(in.result.Refused) < maxListed {
		in.result.Refused = append(in.result.Refused, r)
	} else {
		in.result.Omitted++
	}
}

// flush ingests what is held back.
func (in *intake) flush() error {
	if len(in.pending) == 0 {
		return nil
	}
	got, err := in.hub.Ingest(in.r.Context(), in.permit, in.source, in.scene, in.pending, in.origin)
	if err != nil {
		return err
	}
	in.result.Accepted += got.Accepted
	in.result.Live = got.Live && (in.result.Live || !in.any)
	in.any = true
	for _, r := range got.Refused {
		r.Index = in.index[r.Index]
		in.refuse(r)
	}
	in.pending, in.index = in.pending[:0], in.index[:0]
	return nil
}

// done is the answer; a failure after part of the body was taken says how much.
func (in *intake) done(err error) (IngestResult, error) {
	if err == nil {
		err = in.flush()
	}
	if err == nil && in.seen == 0 {
		err = fault.New(fault.Invalid, "readings_empty", "There are no readings in the body. Send at least one.")
	}
	if in.result.Refused == nil {
		in.result.Refused = []Refusal{}
	}
	if err != nil && in.result.Accepted > 0 {
		err = fault.From(err).With("accepted", in.result.Accepted)
	}
	return in.result, err
}

// lines reads NDJSON.
func (in *intake) lines(body io.Reader) (IngestResult, error) {
	sc := bufio.NewScanner(body)
	sc.Buffer(make([]byte, 0, 4096), maxLine)
	for sc.Scan() {
		if len(sc.Bytes()) == 0 {
			continue
		}
		in.add(sc.Bytes())
		if len(in.pending) >= portion {
			if err := in.flush(); err != nil {
				return in.done(err)
			}
		}
	}
	if errors.Is(sc.Err(), bufio.ErrTooLong) {
		return in.done(fault.New(fault.TooLarge, "body_too_large", "Line %d is longer than %d bytes. Send one reading a line.", in.seen+1, maxLine))
	}
	return in.done(bodyFault(sc.Err()))
}

// object reads {"readings":[…],"origin"?}, one reading at a time. Nothing is
// taken before the whole body is known to be JSON.
func (in *intake) object(body io.Reader) (IngestResult, error) {
	dec := json.NewDecoder(body)
	if err := expect(dec, json.Delim('{')); err != nil {
		return in.done(bodyFault(err))
	}
	for dec.More() {
		name, err := dec.Token()
		if err == nil {
			err = in.member(dec, name)
		}
		if err != nil {
			return in.done(bodyFault(err))
		}
	}
	if err := expect(dec, json.Delim('}')); err != nil {
		return in.done(bodyFault(err))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return in.done(bodyFault(errShape))
	}
	return in.done(nil)
}

func (in *intake) member(dec *json.Decoder, name json.Token) error {
	switch name {
	case "readings":
		return in.array(dec)
	case "origin":
		var s string
		if err := dec.Decode(&s); err != nil {
			return err
		}
		o, ok := ParseOrigin(s)
		if !ok {
			return originInvalid()
		}
		in.origin = o
		return nil
	}
	var skip json.RawMessage
	return dec.Decode(&skip)
}

func (in *intake) array(dec *json.Decoder) error {
	if err := expect(dec, json.Delim('[')); err != nil {
		return err
	}
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		if in.add(raw); in.seen > MaxBatch {
			return fault.New(fault.TooLarge, "too_many_readings", "A batch holds at most %d readings. Send several, or NDJSON.", MaxBatch)
		}
	}
	return expect(dec, json.Delim(']'))
}

var errShape = errors.New("not the expected JSON")

func expect(dec *json.Decoder, want json.Delim) error {
	t, err := dec.Token()
	if err == nil && t != want {
		err = errShape
	}
	return err
}

// bodyFault is what a failure to read the body means; nil stays nil.
func bodyFault(err error) error {
	var tooLarge *http.MaxBytesError
	var known *fault.Fault
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case errors.As(err, &tooLarge):
		return fault.Wrap(err, fault.TooLarge, "body_too_large", "The body is larger than %d bytes. Send several.", tooLarge.Limit)
	}
	return fault.Wrap(err, fault.Malformed, "body_malformed", `The body is not what this address takes. Send {"readings":[{"indicator","time","value"}]}, or NDJSON as application/x-ndjson.`)
}
