package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/twinstage/twinstage/internal/fault"
)

// health says that the process runs.
func (s *server) health(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write([]byte("ok\n"))
}

// ready says that requests can be answered: the databases are reachable.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.Ready(r.Context()); err != nil {
		s.problem(w, r, fault.Wrap(err, fault.Unavailable, "not_ready", "The server cannot reach its database yet. Try again in a moment."))
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

func metricsHandler(reg *prometheus.Registry) http.Handler {
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{})
}

// measure observes every request's duration by route pattern, never by raw
// path: a stranger must not be able to grow the metrics.
func measure(reg *prometheus.Registry) func(http.Handler) http.Handler {
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "http_server_request_duration_seconds", Help: "Duration of HTTP requests by route.",
		Buckets: []float64{.001, .005, .02, .1, .5, 2, 10},
	}, []string{"method", "route", "status"})
	reg.MustRegister(seconds)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start := time.Now()
			ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
			next.ServeHTTP(ww, r)
			if ww.Status() == http.StatusSwitchingProtocols || ww.Status() == 0 {
				return // a socket's life is no request duration
			}
			seconds.WithLabelValues(r.Method, chi.RouteContext(r.Context()).RoutePattern(), strconv.Itoa(ww.Status())).
				Observe(time.Since(start).Seconds())
		})
	}
}
