// Verify-log reads a co-op's public log with the packages that verify Go's own checksum database.
//
//	verify-log -key VERIFIER [-old CHECKPOINT]... [-proof PROOF -leaf LEAF]... SOURCE
//
// SOURCE is a site's address or a folder. The signed root must follow from the tiles, every leaf of the entry bundles
// must be included, every older checkpoint must be a beginning of the newest tree. Exit code 1 says what is not so.
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func main() {
	var old, proofs, leaves list
	key := flag.String("key", "", "the log's verifier key")
	flag.Var(&old, "old", "a checkpoint kept earlier")
	flag.Var(&proofs, "proof", "a .tlog-proof")
	flag.Var(&leaves, "leaf", "the leaf of the -proof in the same place")
	flag.Parse()
	verifier, err := note.NewVerifier(*key)
	check("the verifier key", err)
	known := note.VerifierList(verifier)

	from := source{flag.Arg(0)}
	text, err := from.get("checkpoint")
	check("the checkpoint", err)
	head, err := open(text, verifier.Name(), known)
	check("the checkpoint", err)
	hashes := tlog.TileHashReader(head, &tiles{from, map[tlog.Tile][]byte{}})
	root, err := tlog.TreeHash(head.N, hashes)
	check("the tiles", err)
	if root != head.Hash {
		check("the tiles", fmt.Errorf("their root is %s, signed is %s", root, head.Hash))
	}
	check("the leaves", includeAll(from, head, hashes))
	for _, name := range old {
		check(name, continues(name, verifier.Name(), known, head, hashes))
	}
	if len(proofs) != len(leaves) {
		check("the proofs", fmt.Errorf("%d proofs, %d leaves", len(proofs), len(leaves)))
	}
	for i, name := range proofs {
		check(name, proves(name, leaves[i], verifier.Name(), known))
	}
	fmt.Printf("verified %d leaves, %d older checkpoints, %d proofs\n", head.N, len(old), len(proofs))
}

// open reads a signed tree head: origin, size, root.
func open(text []byte, origin string, known note.Verifiers) (tree tlog.Tree, err error) {
	opened, err := note.Open(text, known)
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != origin {
		return tree, fmt.Errorf("it is no tree head of %s", origin)
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// includeAll holds each leaf that is served to the tiles, which lead to the root, and some to their audit path too.
func includeAll(from source, head tlog.Tree, hashes tlog.HashReader) error {
	for first := int64(0); first < head.N; first += 1 << tileHeight {
		width := head.N - first
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		bundle, err := from.bundle(first>>tileHeight, int(width))
		if err != nil {
			return err
		}
		var places []int64
		for i := range bundle {
			places = append(places, tlog.StoredHashIndex(0, first+int64(i)))
		}
		due, err := hashes.ReadHashes(places)
		if err != nil {
			return err
		}
		for i, leaf := range bundle {
			if tlog.RecordHash(leaf) != due[i] {
				return fmt.Errorf("leaf %d is not the one in the tree", first+int64(i))
			}
		}
		for _, i := range []int64{0, width / 2, width - 1} {
			path, err := tlog.ProveRecord(head.N, first+i, hashes)
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(path, head.N, head.Hash, first+i, tlog.RecordHash(bundle[i])); err != nil {
				return fmt.Errorf("leaf %d: %v", first+i, err)
			}
		}
	}
	return nil
}

// continues proves that the tree of a checkpoint kept earlier is the beginning of the newest.
func continues(name, origin string, known note.Verifiers, head tlog.Tree, hashes tlog.HashReader) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	old, err := open(text, origin, known)
	if err != nil {
		return err
	}
	path, err := tlog.ProveTree(head.N, old.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(path, head.N, head.Hash, old.N, old.Hash)
}

// proves checks a .tlog-proof by itself, without the log.
func proves(name, leafName, origin string, known note.Verifiers) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	leaf, err := os.ReadFile(leafName)
	if err != nil {
		return err
	}
	said, checkpoint, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(said, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return fmt.Errorf("it is no tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var path tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		path = append(path, hash)
	}
	head, err := open([]byte(checkpoint), origin, known)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, head.N, head.Hash, index, tlog.RecordHash(leaf))
}

func check(what string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}
