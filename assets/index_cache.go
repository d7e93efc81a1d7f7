package assets

import (
	"container/list"
	"context"
	"errors"
	"sync"

	"github.com/twinstage/twinstage/assets/tileset"
)

// indexCache keeps opened archives, bounded by how many entries their indexes
// hold in all; what is in use is not evicted.
type indexCache struct {
	blobs  Blobs
	limits Limits

	mu      sync.Mutex
	byBlob  map[string]*list.Element // of *cachedIndex
	order   *list.List               // most recently used first
	entries int
}

type cachedIndex struct {
	blob    string
	ready   chan struct{} // closed when archive or err is set
	archive *tileset.Archive
	file    Blob
	err     error
	uses    int
	weight  int
}

func newIndexCache(b Blobs, l Limits) *indexCache {
	return &indexCache{blobs: b, limits: l, byBlob: map[string]*list.Element{}, order: list.New()}
}

// get opens the archive or finds it open. release must be called once.
func (c *indexCache) get(ctx context.Context, blob string) (*tileset.Archive, func(), error) {
	c.mu.Lock()
	el, ok := c.byBlob[blob]
	if !ok {
		el = c.order.PushFront(&cachedIndex{blob: blob, ready: make(chan struct{})})
		c.byBlob[blob] = el
		// The opening outlives this request: others wait for it.
		go c.open(context.WithoutCancel(ctx), el.Value.(*cachedIndex))
	}
	ci := el.Value.(*cachedIndex)
	ci.uses++
	c.order.MoveToFront(el)
	c.mu.Unlock()
	select {
	case <-ci.ready:
	case <-ctx.Done():
		c.release(ci)
		return nil, nil, ctx.Err()
	}
	if ci.err != nil {
		c.release(ci)
		return nil, nil, ci.err
	}
	return ci.archive, sync.OnceFunc(func() { c.release(ci) }), nil
}

func (c *indexCache) open(ctx context.Context, ci *cachedIndex) {
	file, err := c.blobs.Open(ctx, ci.blob)
	var a *tileset.Archive
	if err == nil {
		a, err = tileset.Open(file, file.Size(), c.limits.Archive)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	ci.file, ci.archive, ci.err = file, a, err
	if err != nil {
		c.forget(ci) // the next request tries again
	} else {
		ci.weight = a.Len() + 16
		c.entries += ci.weight
		c.evict()
	}
	close(ci.ready)
	c.closeUnused(ci)
}

func (c *indexCache) release(ci *cachedIndex) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ci.uses--
	c.evict()
	c.closeUnused(ci)
}

// evict drops the least recently used that nobody holds.
func (c *indexCache) evict() {
	for el := c.order.Back(); el != nil && c.entries > c.limits.IndexEntries; {
		ci, prev := el.Value.(*cachedIndex), el.Prev()
		if ci.uses == 0 && ci.archive != nil {
			c.forget(ci)
			c.closeUnused(ci)
		}
		el = prev
	}
}

func (c *indexCache) forget(ci *cachedIndex) {
	if el, ok := c.byBlob[ci.blob]; ok && el.Value == ci {
		c.order.Remove(el)
		delete(c.byBlob, ci.blob)
		c.entries -= ci.weight
	}
}

// closeUnused closes the file of an index that is neither cached nor held.
func (c *indexCache) closeUnused(ci *cachedIndex) {
	if el, ok := c.byBlob[ci.blob]; ok && el.Value == ci || ci.uses > 0 || ci.file == nil {
		return
	}
	_ = ci.file.Close() // it was only read
	ci.file = nil
}

// Close closes all archives.
func (c *indexCache) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var err error
	for _, el := range c.byBlob {
		if ci := el.Value.(*cachedIndex); ci.file != nil {
			err = errors.Join(err, ci.file.Close())
			ci.file = nil
		}
	}
	c.byBlob, c.entries = map[string]*list.Element{}, 0
	c.order.Init()
	return err
}
