package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// source is where a log's files are: a site's address or a folder of the same bytes.
type source struct{ base string }

func (s source) get(path string) ([]byte, error) {
	if !strings.HasPrefix(s.base, "http") {
		return os.ReadFile(filepath.Join(s.base, filepath.FromSlash(path)))
	}
	answer, err := http.Get(strings.TrimSuffix(s.base, "/") + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

// tiles reads hash tiles for tlog.TileHashReader, each once.
type tiles struct {
	from source
	read map[tlog.Tile][]byte
}

func (t *tiles) Height() int { return tileHeight }

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		data, known := t.read[tile]
		if !known {
			var err error
			if data, err = t.from.get(tilePath(tile)); err != nil {
				return nil, err
			}
			if len(data) != tile.W*tlog.HashSize {
				return nil, fmt.Errorf("%s is of %d bytes", tilePath(tile), len(data))
			}
			t.read[tile] = data
		}
		found = append(found, data)
	}
	return found, nil
}

// tilePath is Go's own path without the height, which C2SP tlog-tiles leaves out: it is always 8.
func tilePath(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
}

// bundle reads the leaves of an entry bundle, each after its length in two bytes.
func (s source) bundle(number int64, width int) ([][]byte, error) {
	data := tlog.Tile{H: tileHeight, L: -1, N: number, W: width}
	path := strings.Replace(tilePath(data), "/data/", "/entries/", 1)
	body, err := s.get(path)
	if err != nil {
		return nil, err
	}
	var leaves [][]byte
	for len(body) >= 2 {
		length := int(binary.BigEndian.Uint16(body))
		if len(body) < 2+length {
			break
		}
		leaves, body = append(leaves, body[2:2+length]), body[2+length:]
	}
	if len(body) != 0 || len(leaves) != width {
		return nil, fmt.Errorf("%s does not hold %d leaves", path, width)
	}
	return leaves, nil
}
