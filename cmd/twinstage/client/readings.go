package client

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// Reading is one reading to push. Value is a number, a string, a boolean or
// [lon, lat, height, headingDeg].
type Reading struct {
	Indicator string    `json:"indicator"`
	Time      time.Time `json:"time"`
	Value     any       `json:"value"`
}

// Refusal says why one reading of a batch was not taken.
type Refusal struct {
	Index   int    `json:"index"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// PushResult is what became of a batch.
type PushResult struct {
	Accepted int       `json:"accepted"`
	Refused  []Refusal `json:"refused"`
	Live     bool      `json:"live"`
}

// Push sends readings to a scene. A batch of which nothing was taken is no
// error where the server says why for each reading. It is safe to repeat: a
// reading has its time.
func (c *Client) Push(ctx context.Context, scene, origin string, readings []Reading) (PushResult, error) {
	in := map[string]any{"origin": origin, "readings": readings}
	var out PushResult
	err := c.json(ctx, http.MethodPost, "/api/v1/scenes/"+url.PathEscape(scene)+"/readings", in, &out)
	var p *Problem
	if errors.As(err, &p) && p.Status == http.StatusUnprocessableEntity &&
		json.Unmarshal(p.Body, &out) == nil && len(out.Refused) > 0 {
		return out, nil
	}
	return out, err
}

// Document reads what the token may see of a scene's document into out.
func (c *Client) Document(ctx context.Context, scene string, out any) error {
	return c.json(ctx, http.MethodGet, "/api/v1/scenes/"+url.PathEscape(scene)+"/document", nil, out)
}
