"""A second verifier of a tiled log, written from the specifications alone and sharing no code with the first:
RFC 6962 (https://www.rfc-editor.org/rfc/rfc6962), C2SP tlog-tiles, tlog-checkpoint, signed-note and tlog-proof
(https://c2sp.org), Ed25519 (RFC 8032, section 5.1.7). Python 3, standard library only. Slow on purpose: plain integers.

    verify_log.py log FOLDER VERIFIER_KEY...   every note in FOLDER/checkpoint, tiles and entries of FOLDER
    verify_log.py receipt FILE VERIFIER_KEY... one tlog-proof whose extra data is the entry

Prints one JSON object; exit status 0 when everything holds, 1 when something does not.
"""

import base64
import hashlib
import json
import os
import sys

# --- Ed25519 ---------------------------------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - x2) % P:
        return None
    return P - x if (x & 1) != sign else x


def decode_point(data):
    y = int.from_bytes(data, "little")
    sign = y >> 255
    y &= (1 << 255) - 1
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def ed25519_verifies(public_key, message, signature):
    if len(public_key) != 32 or len(signature) != 64:
        return False
    a = decode_point(public_key)
    r = decode_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    left = multiply(s, BASE)
    right = add(r, multiply(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- Notes and checkpoints -------------------------------------------------------------------------------------------


class Broken(Exception):
    """What does not hold."""


def require(condition, what):
    if not condition:
        raise Broken(what)


def unbase64(text, what):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Broken(what) from None


def parse_key(text):
    name, hash_hex, encoded = text.split("+", 2)
    data = unbase64(encoded, "verifier key")
    expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    require(data[0] == 1 and len(data) == 33 and expected.hex() == hash_hex, "verifier key")
    return name, expected, data[1:]


def open_checkpoint(note, keys):
    """(origin, size, root) of a note that a key named as its origin has signed."""
    text, separator, signatures = note.rpartition("\n\n")
    require(separator == "\n\n" and signatures.endswith("\n"), "note")
    text += "\n"
    lines = text.split("\n")
    require(len(lines) >= 4 and lines[-1] == "", "checkpoint")
    origin, size, root = lines[0], lines[1], unbase64(lines[2], "checkpoint root")
    require(size.isascii() and size.isdigit() and str(int(size)) == size, "checkpoint size")
    require(len(root) == 32, "checkpoint root")
    signed = False
    for line in signatures[:-1].split("\n"):
        dash, name, encoded = line.split(" ")
        require(dash == "\u2014", "signature line")
        data = unbase64(encoded, "signature line")
        for key_name, key_hash, public_key in keys:
            if (name, data[:4], name) == (key_name, key_hash, origin):
                require(ed25519_verifies(public_key, text.encode(), data[4:]), "signature")
                signed = True
    require(signed, "signature")
    return origin, int(size), root


# --- The tree --------------------------------------------------------------------------------------------------------


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_hash(hashes):
    """MTH of RFC 6962, section 2.1, from the leaf hashes."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(tree_hash(hashes[:k]), tree_hash(hashes[k:]))


def index_path(n):
    digits = str(n)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    return "/".join(["x" + group for group in groups[:-1]] + groups[-1:])


def read(folder, path):
    try:
        with open(os.path.join(folder, *path.split("/")), "rb") as file:
            return file.read()
    except FileNotFoundError:
        raise Broken("missing " + path) from None


def check_tiles(folder, size, root, leaves):
    """Every tile that a tree of this size has, against the leaf hashes below it; the root against all."""
    level, hashes = 0, leaves[:size]
    while hashes:
        for n in range(-(-len(hashes) // 256)):
            part = hashes[n * 256 : (n + 1) * 256]
            path = "tile/%d/%s" % (level, index_path(n))
            if len(part) < 256:
                path += ".p/%d" % len(part)
            require(read(folder, path) == b"".join(part), path)
        hashes = [tree_hash(hashes[i : i + 256]) for i in range(0, len(hashes) - 255, 256)]
        level += 1
    require(tree_hash(leaves[:size]) == root, "root at size %d" % size)


def parse_bundle(data, count, path):
    entries, at = [], 0
    while at < len(data):
        require(at + 2 <= len(data), path)
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        require(end <= len(data), path)
        entries.append(data[at + 2 : end])
        at = end
    require(len(entries) == count, path)
    return entries


def read_entries(folder, size):
    """Full bundles, and after the last of them the pieces tail/<from>-<to> (docs/protocol.md, section 10)."""
    entries = []
    for n in range(size // 256):
        path = "tile/entries/" + index_path(n)
        entries += parse_bundle(read(folder, path), 256, path)
    tail = os.path.join(folder, "tail")
    for name in sorted(os.listdir(tail)) if os.path.isdir(tail) else []:
        start, end = (int(part) for part in name.split("-"))
        if start // 256 == size // 256 and start <= len(entries) < end:
            entries += parse_bundle(read(folder, "tail/" + name), end - start, name)[len(entries) - start :]
    require(len(entries) >= size, "missing entries after %d" % len(entries))
    return entries[:size]


def verify_log(folder, keys):
    names = sorted(os.listdir(os.path.join(folder, "checkpoint")))
    checkpoints = []
    for name in names:
        origin, size, root = open_checkpoint(read(folder, "checkpoint/" + name).decode(), keys)
        require(name == "%020d-%s" % (size, root.hex()[:16]), "checkpoint/" + name)
        checkpoints.append((origin, size, root))
    require(checkpoints, "no checkpoint")
    require(len({origin for origin, _, _ in checkpoints}) == 1, "origins")
    origin, size, _ = checkpoints[-1]
    entries = read_entries(folder, size)
    leaves = [leaf_hash(entry) for entry in entries]
    for _, at, root in checkpoints:
        check_tiles(folder, at, root, leaves)
    first = json.loads(entries[0])
    last_ms = 0
    for entry in entries:
        value = json.loads(entry)
        require(canonical(value) == entry, "entry that is not canonical")
        require(value["time_ms"] >= last_ms, "times that decrease")
        last_ms = value["time_ms"]
    if first.get("type") == "origin":
        require(first["origin"] == origin, "leaf 0")
    return {"origin": origin, "size": size, "checkpoints": len(checkpoints)}


def canonical(value):
    """RFC 8785 for the strings, whole numbers, booleans, lists and objects that leaves are made of."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


# --- Receipts --------------------------------------------------------------------------------------------------------


def root_from_path(leaf, index, size, path):
    """The root that an inclusion proof leads to, by recursion over MTH's definition (RFC 6962, section 2.1.1)."""
    if size == 1:
        require(not path, "proof with hashes left over")
        return leaf
    require(path, "proof with hashes missing")
    k = 1
    while k * 2 < size:
        k *= 2
    if index < k:
        return node_hash(root_from_path(leaf, index, k, path[:-1]), path[-1])
    return node_hash(path[-1], root_from_path(leaf, index - k, size - k, path[:-1]))


def verify_receipt(text, keys):
    head, separator, note = text.partition("\n\n")
    require(separator, "proof")
    lines = head.split("\n")
    require(lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("extra "), "proof")
    entry = unbase64(lines[1][6:], "extra data")
    require(lines[2].startswith("index "), "index")
    index = int(lines[2][6:])
    origin, size, root = open_checkpoint(note, keys)
    require(0 <= index < size, "index")
    path = [unbase64(line, "proof hash") for line in lines[3:]]
    require(all(len(part) == 32 for part in path), "proof hash")
    require(root_from_path(leaf_hash(entry), index, size, path) == root, "inclusion")
    return {"origin": origin, "index": index, "size": size, "leaf": json.loads(entry)}


def main(arguments):
    command, place, *key_texts = arguments
    try:
        keys = [parse_key(text) for text in key_texts]
        if command == "log":
            report = verify_log(place, keys)
        else:
            with open(place, encoding="utf-8", newline="") as file:
                report = verify_receipt(file.read(), keys)
    except (Broken, ValueError, KeyError, IndexError) as error:
        print(json.dumps({"holds": False, "problem": str(error)}))
        return 1
    print(json.dumps({"holds": True, **report}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
