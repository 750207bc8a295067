// Judges a log that Rapport wrote by Go's own code for such logs: golang.org/x/mod/sumdb, tlog and note.
//
//	judge <folder of the log> <key of the log> [<an earlier checkpoint>]
//
// Prints "good: <size>" and ends with 0, or what is wrong and 1. Every entry, every tile, some proofs of inclusion and the
// proof that the earlier log is the beginning of this one are checked.
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8
const width = 1 << height

// folder reads tiles as they lie: tlog names the height of tiles in their paths, C2SP does not.
type folder string

func (f folder) Height() int { return height }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
		content, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		if len(content) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", path, len(content))
		}
		all = append(all, content)
	}
	return all, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// readCheckpoint takes a checkpoint apart: tlog.ParseTree reads those of the checksum database only.
func readCheckpoint(path string, verifiers note.Verifiers) (tree tlog.Tree, err error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(content, verifiers)
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != opened.Sigs[0].Name {
		return tree, errors.New("the checkpoint is malformed")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

func readBundle(root string, n int64, w int) ([][]byte, error) {
	tile := tlog.Tile{H: height, L: 0, N: n, W: w}
	path := "tile/entries/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/0/", height))
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(content) > 0 {
		if len(content) < 2 || len(content) < 2+int(binary.BigEndian.Uint16(content)) {
			return nil, fmt.Errorf("%s ends within an entry", path)
		}
		end := 2 + int(binary.BigEndian.Uint16(content))
		entries = append(entries, content[2:end])
		content = content[end:]
	}
	if len(entries) != w {
		return nil, fmt.Errorf("%s has %d entries, not %d", path, len(entries), w)
	}
	return entries, nil
}

// stored holds all hashes of a tree, reckoned from its entries.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, i := range indexes {
		if i >= int64(len(s)) {
			return nil, errors.New("there is no such hash")
		}
		hashes = append(hashes, s[i])
	}
	return hashes, nil
}

// checkEntries reckons the whole tree from the entries and compares its root.
func checkEntries(root string, tree tlog.Tree) (all stored, err error) {
	for n := int64(0); n*width < tree.N; n++ {
		w := width
		if tree.N-n*width < width {
			w = int(tree.N - n*width)
		}
		entries, err := readBundle(root, n, w)
		if err != nil {
			return nil, err
		}
		for i, entry := range entries {
			hashes, err := tlog.StoredHashes(n*width+int64(i), entry, all)
			if err != nil {
				return nil, err
			}
			all = append(all, hashes...)
		}
	}
	found, err := tlog.TreeHash(tree.N, all)
	if err == nil && found != tree.Hash {
		err = errors.New("the entries are not those of the tree")
	}
	return all, err
}

// checkTiles compares every tile with what the entries say. The reader of tiles in tlog 0.7 does not: where the edge of a tree lies in fewer
// tiles than it has subtrees, it passes over some of the others.
func checkTiles(root string, tree tlog.Tree, all stored) error {
	for _, tile := range tlog.NewTiles(height, 0, tree.N) {
		// It lists partial tiles of every width on the way.
		if tile.W < width && int64(tile.W) != tree.N>>(uint(height*tile.L))%width {
			continue
		}
		lying, err := folder(root).ReadTiles([]tlog.Tile{tile})
		if err != nil {
			return err
		}
		right, err := tlog.ReadTileData(tile, all)
		if err != nil {
			return err
		}
		if !bytes.Equal(lying[0], right) {
			return fmt.Errorf("%s is not that of the tree", tile.Path())
		}
	}
	return nil
}

func checkProofs(tree tlog.Tree, hashes tlog.HashReader) error {
	for n := int64(0); n < tree.N; n += tree.N/7 + 1 {
		proof, err := tlog.ProveRecord(tree.N, n, hashes)
		if err != nil {
			return err
		}
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, leaf[0]); err != nil {
			return err
		}
	}
	return nil
}

func checkEarlier(earlier, tree tlog.Tree, hashes tlog.HashReader) error {
	proof, err := tlog.ProveTree(tree.N, earlier.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, earlier.N, earlier.Hash)
}

func judge(root, key, earlier string) (int64, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return 0, err
	}
	verifiers := note.VerifierList(verifier)
	tree, err := readCheckpoint(filepath.Join(root, "checkpoint"), verifiers)
	if err != nil {
		return 0, err
	}
	all, err := checkEntries(root, tree)
	if err != nil {
		return 0, err
	}
	if err := checkTiles(root, tree, all); err != nil {
		return 0, err
	}
	hashes := tlog.TileHashReader(tree, folder(root))
	if err := checkProofs(tree, hashes); err != nil {
		return 0, err
	}
	if earlier == "" {
		return tree.N, nil
	}
	before, err := readCheckpoint(earlier, verifiers)
	if err != nil {
		return 0, err
	}
	return tree.N, checkEarlier(before, tree, hashes)
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: judge <folder> <key> [<an earlier checkpoint>]")
		os.Exit(2)
	}
	earlier := ""
	if len(os.Args) > 3 {
		earlier = os.Args[3]
	}
	size, err := judge(os.Args[1], os.Args[2], earlier)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("good:", size)
}
