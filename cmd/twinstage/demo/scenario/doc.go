// Package scenario writes the documents of the demo scenes and simulates
// their indicators.
//
// A "measure" is an indicator together with the signal that feeds it. A
// "signal" is a pure function of the shared day (clock, weekday, weather,
// crowds) and of a source of noise of its own, so a value depends on seed,
// indicator and time alone.
package scenario
