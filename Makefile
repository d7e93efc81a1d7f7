# Two commands matter: make demo, make test. The rest are their parts.
SHELL     := /bin/bash
GOLANGCI  := .tools/golangci-lint-2.15.0
BIN       := bin/twinstage
DEMO_DATA ?= .demo
NPM       := npm --prefix web

.PHONY: demo test build web needs test-go test-web e2e lint images

demo: build ## build everything and run the demo; the URL is printed
	$(BIN) demo --data $(DEMO_DATA)

test: needs lint test-go test-web e2e ## all tests, with the real servers and a real browser

build: web ## the binary with the web app inside
	go build -o $(BIN) ./cmd/twinstage

web: web/node_modules/.package-lock.json
	$(NPM) run build

web/node_modules/.package-lock.json: web/package-lock.json web/package.json
	$(NPM) ci --no-audit --no-fund
	@touch $@

needs: ## what the tests need beyond Go, Node and npm
	deploy/test-needs.sh

lint: web/node_modules/.package-lock.json $(GOLANGCI)
	@test -z "$$(gofmt -l cmd scenes assets realtime accounts internal web/*.go)" || { gofmt -l cmd scenes assets realtime accounts internal web/*.go; echo "gofmt these files"; exit 1; }
	go vet ./...
	$(GOLANGCI) run ./...
	$(NPM) run lint
	$(NPM) run typecheck

$(GOLANGCI):
	GOBIN=$(CURDIR)/.tools go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	mv .tools/golangci-lint $@

test-go:
	TWINSTAGE_REQUIRE_SERVERS=1 go test -race ./...

test-web: web/node_modules/.package-lock.json
	$(NPM) run test
	$(NPM) run test:browser

e2e: build ## the product in a real headless Chromium
	$(NPM) run e2e

images: build ## the pictures of README and the demo's posters, from the running product
	$(NPM) run images
