package httpapi

import "net/http"

// The page loads Swagger UI from the embedded front end, so it works where
// there is no network. Swagger UI sets styles inline; scripts stay our own.
const (
	docsPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
	docsPage   = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Twinstage API</title>
  <link rel="icon" href="/icon.svg">
  <link rel="stylesheet" href="/api-docs/swagger-ui.css">
</head>
<body>
  <div id="docs" data-openapi="/api/openapi.json"></div>
  <script src="/api-docs/swagger-ui-bundle.js"></script>
  <script src="/api-docs/start.js"></script>
</body>
</html>
`
	docsMissing = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="twinstage-ui" content="missing"><title>Twinstage API</title></head>
<body>
  <p>The documentation page is part of the web app, which this binary was built without.
  Build it with <code>make build</code>. The document itself is at <a href="/api/openapi.json">/api/openapi.json</a>.</p>
</body>
</html>
`
)

// docs answers GET /api/docs.
func (s *server) docs(w http.ResponseWriter, _ *http.Request) {
	page := docsPage
	if !s.WebBuilt {
		page = docsMissing
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", docsPolicy)
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write([]byte(page))
}
