package assets

import (
	"context"
	"log/slog"

	xslog "golang.org/x/exp/slog"
)

// tusLogger lets tusd, which logs by x/exp/slog, write to log. What tusd calls
// information is a line or more per request, so it is taken as debug.
func tusLogger(log *slog.Logger) *xslog.Logger { return xslog.New(tusHandler{log.Handler()}) }

type tusHandler struct{ to slog.Handler }

func tusLevel(l xslog.Level) slog.Level {
	switch {
	case l >= xslog.LevelError:
		return slog.LevelWarn // a client's fault as a rule; ours are logged by the service
	case l >= xslog.LevelWarn:
		return slog.LevelInfo
	default:
		return slog.LevelDebug
	}
}

func (h tusHandler) Enabled(ctx context.Context, l xslog.Level) bool {
	return h.to.Enabled(ctx, tusLevel(l))
}

func (h tusHandler) Handle(ctx context.Context, r xslog.Record) error {
	out := slog.NewRecord(r.Time, tusLevel(r.Level), "tus: "+r.Message, 0)
	r.Attrs(func(a xslog.Attr) bool {
		out.AddAttrs(slog.Any(a.Key, a.Value.Any()))
		return true
	})
	return h.to.Handle(ctx, out)
}

func (h tusHandler) WithAttrs(attrs []xslog.Attr) xslog.Handler {
	list := make([]slog.Attr, 0, len(attrs))
	for _, a := range attrs {
		list = append(list, slog.Any(a.Key, a.Value.Any()))
	}
	return tusHandler{h.to.WithAttrs(list)}
}

func (h tusHandler) WithGroup(name string) xslog.Handler { return tusHandler{h.to.WithGroup(name)} }
