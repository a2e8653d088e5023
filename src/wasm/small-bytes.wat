;; SHA-1, SHA-256 (FIPS 180-4) and inflating (RFC 1950, 1951) of what is small: see `small-bytes.ts`, which is the only one that calls it.
;;
;; Whatever is not as it should be is a trap, and then has to be looked at by Node's zlib, which tells what is wrong.
;;
;; The memory:
;;      0  words of the block that is hashed: 80 of 4 bytes
;;    320  what was hashed: 8 words
;;    384  offsets while a table is made: 16 of 2 bytes
;;    512  constants of SHA-256
;;   1024  lengths of codes: 320
;;   2048  tables of codes, 2048 bytes each: of lengths of codes, of literals, of distances; the fixed ones of the last two
;;  12288  constants of inflating
;;  16384  what is given: 64 KiB
;;  81920  what is made of it, 192 KiB, and 128 bytes that hashing adds
;;
;; A table of codes: how many codes there are of each length (16 of 2 bytes); at 32 their symbols, in order (288 of 2 bytes); at 608 for each 9
;; bits `symbol << 4 | length` of the code that they begin with (512 of 2 bytes), 0 where that is longer.
(module
  (memory (export "memory") 5)

  ;; Where the next byte is taken from, and where they end.
  (global $in (mut i32) (i32.const 0))
  (global $inEnd (mut i32) (i32.const 0))
  ;; Bits that were taken and not used yet: the lowest comes first.
  (global $bits (mut i32) (i32.const 0))
  (global $count (mut i32) (i32.const 0))
  (global $hasFixed (mut i32) (i32.const 0))

  ;; K of SHA-256
  (data (i32.const 512)
    "\98\2f\8a\42\91\44\37\71\cf\fb\c0\b5\a5\db\b5\e9\5b\c2\56\39\f1\11\f1\59\a4\82\3f\92\d5\5e\1c\ab"
    "\98\aa\07\d8\01\5b\83\12\be\85\31\24\c3\7d\0c\55\74\5d\be\72\fe\b1\de\80\a7\06\dc\9b\74\f1\9b\c1"
    "\c1\69\9b\e4\86\47\be\ef\c6\9d\c1\0f\cc\a1\0c\24\6f\2c\e9\2d\aa\84\74\4a\dc\a9\b0\5c\da\88\f9\76"
    "\52\51\3e\98\6d\c6\31\a8\c8\27\03\b0\c7\7f\59\bf\f3\0b\e0\c6\47\91\a7\d5\51\63\ca\06\67\29\29\14"
    "\85\0a\b7\27\38\21\1b\2e\fc\6d\2c\4d\13\0d\38\53\54\73\0a\65\bb\0a\6a\76\2e\c9\c2\81\85\2c\72\92"
    "\a1\e8\bf\a2\4b\66\1a\a8\70\8b\4b\c2\a3\51\6c\c7\19\e8\92\d1\24\06\99\d6\85\35\0e\f4\70\a0\6a\10"
    "\16\c1\a4\19\08\6c\37\1e\4c\77\48\27\b5\bc\b0\34\b3\0c\1c\39\4a\aa\d8\4e\4f\ca\9c\5b\f3\6f\2e\68"
    "\ee\82\8f\74\6f\63\a5\78\14\78\c8\84\08\02\c7\8c\fa\ff\be\90\eb\6c\50\a4\f7\a3\f9\be\f2\78\71\c6")
  ;; length codes from 257 on: base, and at 12352 how many more bits
  (data (i32.const 12288)
    "\03\00\04\00\05\00\06\00\07\00\08\00\09\00\0a\00\0b\00\0d\00\0f\00\11\00\13\00\17\00\1b\00\1f\00"
    "\23\00\2b\00\33\00\3b\00\43\00\53\00\63\00\73\00\83\00\a3\00\c3\00\e3\00\02\01")
  (data (i32.const 12352) "\00\00\00\00\00\00\00\00\01\01\01\01\02\02\02\02\03\03\03\03\04\04\04\04\05\05\05\05\00")
  ;; distance codes: base, and at 12480 how many more bits
  (data (i32.const 12416)
    "\01\00\02\00\03\00\04\00\05\00\07\00\09\00\0d\00\11\00\19\00\21\00\31\00\41\00\61\00\81\00\c1\00"
    "\01\01\81\01\01\02\01\03\01\04\01\06\01\08\01\0c\01\10\01\18\01\20\01\30\01\40\01\60")
  (data (i32.const 12480) "\00\00\00\00\01\01\02\02\03\03\04\04\05\05\06\06\07\07\08\08\09\09\0a\0a\0b\0b\0c\0c\0d\0d")
  ;; In which order lengths of code length codes come.
  (data (i32.const 12544) "\10\11\12\00\08\07\09\06\0a\05\0b\04\0c\03\0d\02\0e\01\0f")

  (func $bigEndian (param $word i32) (result i32)
    (i32.or
      (i32.and (i32.rotl (local.get $word) (i32.const 8)) (i32.const 0x00ff00ff))
      (i32.and (i32.rotr (local.get $word) (i32.const 8)) (i32.const 0xff00ff00))))

  ;; Fills the last block, or two, as both hashes want it. Returns where they end.
  (func $pad (param $at i32) (param $length i32) (result i32)
    (local $end i32) (local $blocksEnd i32)
    (local.set $end (i32.add (local.get $at) (local.get $length)))
    (local.set $blocksEnd
      (i32.add (local.get $at) (i32.and (i32.add (local.get $length) (i32.const 72)) (i32.const -64))))
    (memory.fill (local.get $end) (i32.const 0) (i32.sub (local.get $blocksEnd) (local.get $end)))
    (i32.store8 (local.get $end) (i32.const 0x80))
    (i32.store (i32.sub (local.get $blocksEnd) (i32.const 4))
      (call $bigEndian (i32.shl (local.get $length) (i32.const 3))))
    (local.get $blocksEnd))

  ;; The 16 words of a block.
  (func $words (param $at i32)
    (local $i i32)
    (loop $next
      (i32.store (local.get $i) (call $bigEndian (i32.load (i32.add (local.get $at) (local.get $i)))))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 64)))))

  ;; What was hashed, as bytes.
  (func $told (param $bytes i32)
    (local $i i32)
    (loop $next
      (i32.store offset=320 (local.get $i) (call $bigEndian (i32.load offset=320 (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $bytes)))))

  ;; Of so many bytes at a place, which 72 free ones follow. Its 20 bytes are at 320.
  (func (export "sha1") (param $at i32) (param $length i32)
    (local $end i32) (local $i i32) (local $f i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $e i32)
    (i32.store (i32.const 320) (i32.const 0x67452301))
    (i32.store (i32.const 324) (i32.const 0xefcdab89))
    (i32.store (i32.const 328) (i32.const 0x98badcfe))
    (i32.store (i32.const 332) (i32.const 0x10325476))
    (i32.store (i32.const 336) (i32.const 0xc3d2e1f0))
    (local.set $end (call $pad (local.get $at) (local.get $length)))
    (loop $block
      (call $words (local.get $at))
      (local.set $i (i32.const 64))
      (loop $more
        (i32.store (local.get $i)
          (i32.rotl
            (i32.xor
              (i32.xor
                (i32.load (i32.sub (local.get $i) (i32.const 12)))
                (i32.load (i32.sub (local.get $i) (i32.const 32))))
              (i32.xor
                (i32.load (i32.sub (local.get $i) (i32.const 56)))
                (i32.load (i32.sub (local.get $i) (i32.const 64)))))
            (i32.const 1)))
        (local.set $i (i32.add (local.get $i) (i32.const 4)))
        (br_if $more (i32.lt_u (local.get $i) (i32.const 320))))
      (local.set $a (i32.load (i32.const 320)))
      (local.set $b (i32.load (i32.const 324)))
      (local.set $c (i32.load (i32.const 328)))
      (local.set $d (i32.load (i32.const 332)))
      (local.set $e (i32.load (i32.const 336)))
      (local.set $i (i32.const 0))
      (loop $round
        (if (i32.lt_u (local.get $i) (i32.const 80))
          (then
            (local.set $f
              (i32.add (i32.const 0x5a827999)
                (i32.xor (local.get $d)
                  (i32.and (local.get $b) (i32.xor (local.get $c) (local.get $d)))))))
          (else (if (i32.lt_u (local.get $i) (i32.const 160))
            (then
              (local.set $f
                (i32.add (i32.const 0x6ed9eba1)
                  (i32.xor (i32.xor (local.get $b) (local.get $c)) (local.get $d)))))
            (else (if (i32.lt_u (local.get $i) (i32.const 240))
              (then
                (local.set $f
                  (i32.add (i32.const 0x8f1bbcdc)
                    (i32.or
                      (i32.and (local.get $b) (local.get $c))
                      (i32.and (local.get $d) (i32.or (local.get $b) (local.get $c)))))))
              (else
                (local.set $f
                  (i32.add (i32.const 0xca62c1d6)
                    (i32.xor (i32.xor (local.get $b) (local.get $c)) (local.get $d))))))))))
        (local.set $f
          (i32.add
            (i32.add (i32.rotl (local.get $a) (i32.const 5)) (local.get $f))
            (i32.add (local.get $e) (i32.load (local.get $i)))))
        (local.set $e (local.get $d))
        (local.set $d (local.get $c))
        (local.set $c (i32.rotl (local.get $b) (i32.const 30)))
        (local.set $b (local.get $a))
        (local.set $a (local.get $f))
        (local.set $i (i32.add (local.get $i) (i32.const 4)))
        (br_if $round (i32.lt_u (local.get $i) (i32.const 320))))
      (i32.store (i32.const 320) (i32.add (i32.load (i32.const 320)) (local.get $a)))
      (i32.store (i32.const 324) (i32.add (i32.load (i32.const 324)) (local.get $b)))
      (i32.store (i32.const 328) (i32.add (i32.load (i32.const 328)) (local.get $c)))
      (i32.store (i32.const 332) (i32.add (i32.load (i32.const 332)) (local.get $d)))
      (i32.store (i32.const 336) (i32.add (i32.load (i32.const 336)) (local.get $e)))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $block (i32.lt_u (local.get $at) (local.get $end))))
    (call $told (i32.const 20)))

  ;; As `sha1`; 32 bytes.
  (func (export "sha256") (param $at i32) (param $length i32)
    (local $end i32) (local $i i32) (local $x i32) (local $y i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local $e i32) (local $f i32) (local $g i32) (local $h i32)
    (i32.store (i32.const 320) (i32.const 0x6a09e667))
    (i32.store (i32.const 324) (i32.const 0xbb67ae85))
    (i32.store (i32.const 328) (i32.const 0x3c6ef372))
    (i32.store (i32.const 332) (i32.const 0xa54ff53a))
    (i32.store (i32.const 336) (i32.const 0x510e527f))
    (i32.store (i32.const 340) (i32.const 0x9b05688c))
    (i32.store (i32.const 344) (i32.const 0x1f83d9ab))
    (i32.store (i32.const 348) (i32.const 0x5be0cd19))
    (local.set $end (call $pad (local.get $at) (local.get $length)))
    (loop $block
      (call $words (local.get $at))
      (local.set $i (i32.const 64))
      (loop $more
        (local.set $x (i32.load (i32.sub (local.get $i) (i32.const 60))))
        (local.set $y (i32.load (i32.sub (local.get $i) (i32.const 8))))
        (i32.store (local.get $i)
          (i32.add
            (i32.add
              (i32.load (i32.sub (local.get $i) (i32.const 64)))
              (i32.xor
                (i32.xor (i32.rotr (local.get $x) (i32.const 7)) (i32.rotr (local.get $x) (i32.const 18)))
                (i32.shr_u (local.get $x) (i32.const 3))))
            (i32.add
              (i32.load (i32.sub (local.get $i) (i32.const 28)))
              (i32.xor
                (i32.xor (i32.rotr (local.get $y) (i32.const 17)) (i32.rotr (local.get $y) (i32.const 19)))
                (i32.shr_u (local.get $y) (i32.const 10))))))
        (local.set $i (i32.add (local.get $i) (i32.const 4)))
        (br_if $more (i32.lt_u (local.get $i) (i32.const 256))))
      (local.set $a (i32.load (i32.const 320)))
      (local.set $b (i32.load (i32.const 324)))
      (local.set $c (i32.load (i32.const 328)))
      (local.set $d (i32.load (i32.const 332)))
      (local.set $e (i32.load (i32.const 336)))
      (local.set $f (i32.load (i32.const 340)))
      (local.set $g (i32.load (i32.const 344)))
      (local.set $h (i32.load (i32.const 348)))
      (local.set $i (i32.const 0))
      (loop $round
        (local.set $x
          (i32.add
            (i32.add
              (i32.add (local.get $h) (i32.load (local.get $i)))
              (i32.load offset=512 (local.get $i)))
            (i32.add
              (i32.xor
                (i32.xor (i32.rotr (local.get $e) (i32.const 6)) (i32.rotr (local.get $e) (i32.const 11)))
                (i32.rotr (local.get $e) (i32.const 25)))
              (i32.xor (local.get $g) (i32.and (local.get $e) (i32.xor (local.get $f) (local.get $g)))))))
        (local.set $y
          (i32.add
            (i32.xor
              (i32.xor (i32.rotr (local.get $a) (i32.const 2)) (i32.rotr (local.get $a) (i32.const 13)))
              (i32.rotr (local.get $a) (i32.const 22)))
            (i32.or
              (i32.and (local.get $a) (local.get $b))
              (i32.and (local.get $c) (i32.or (local.get $a) (local.get $b))))))
        (local.set $h (local.get $g))
        (local.set $g (local.get $f))
        (local.set $f (local.get $e))
        (local.set $e (i32.add (local.get $d) (local.get $x)))
        (local.set $d (local.get $c))
        (local.set $c (local.get $b))
        (local.set $b (local.get $a))
        (local.set $a (i32.add (local.get $x) (local.get $y)))
        (local.set $i (i32.add (local.get $i) (i32.const 4)))
        (br_if $round (i32.lt_u (local.get $i) (i32.const 256))))
      (i32.store (i32.const 320) (i32.add (i32.load (i32.const 320)) (local.get $a)))
      (i32.store (i32.const 324) (i32.add (i32.load (i32.const 324)) (local.get $b)))
      (i32.store (i32.const 328) (i32.add (i32.load (i32.const 328)) (local.get $c)))
      (i32.store (i32.const 332) (i32.add (i32.load (i32.const 332)) (local.get $d)))
      (i32.store (i32.const 336) (i32.add (i32.load (i32.const 336)) (local.get $e)))
      (i32.store (i32.const 340) (i32.add (i32.load (i32.const 340)) (local.get $f)))
      (i32.store (i32.const 344) (i32.add (i32.load (i32.const 344)) (local.get $g)))
      (i32.store (i32.const 348) (i32.add (i32.load (i32.const 348)) (local.get $h)))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $block (i32.lt_u (local.get $at) (local.get $end))))
    (call $told (i32.const 32)))

  ;; Has so many bits at hand.
  (func $need (param $wanted i32)
    (loop $next
      (if (i32.lt_u (global.get $count) (local.get $wanted))
        (then
          (if (i32.ge_u (global.get $in) (global.get $inEnd)) (then (unreachable)))
          (global.set $bits
            (i32.or (global.get $bits) (i32.shl (i32.load8_u (global.get $in)) (global.get $count))))
          (global.set $in (i32.add (global.get $in) (i32.const 1)))
          (global.set $count (i32.add (global.get $count) (i32.const 8)))
          (br $next)))))

  (func $drop (param $bits i32)
    (global.set $bits (i32.shr_u (global.get $bits) (local.get $bits)))
    (global.set $count (i32.sub (global.get $count) (local.get $bits))))

  (func $take (param $wanted i32) (result i32)
    (local $value i32)
    (call $need (local.get $wanted))
    (local.set $value
      (i32.and (global.get $bits) (i32.sub (i32.shl (i32.const 1) (local.get $wanted)) (i32.const 1))))
    (call $drop (local.get $wanted))
    (local.get $value))

  ;; Gives whole bytes back that were taken too early.
  (func $align
    (global.set $in (i32.sub (global.get $in) (i32.shr_u (global.get $count) (i32.const 3))))
    (global.set $bits (i32.const 0))
    (global.set $count (i32.const 0)))

  ;; Makes a table of codes out of so many lengths. Codes may be missing only where there is no more than one.
  (func $make (param $table i32) (param $lengths i32) (param $n i32)
    (local $i i32) (local $length i32) (local $left i32) (local $code i32) (local $symbol i32) (local $place i32)
    (local $of i32)
    (memory.fill (local.get $table) (i32.const 0) (i32.const 32))
    (memory.fill (i32.add (local.get $table) (i32.const 608)) (i32.const 0) (i32.const 1024))
    (loop $each
      (local.set $of
        (i32.add (local.get $table)
          (i32.shl (i32.load8_u (i32.add (local.get $lengths) (local.get $i))) (i32.const 1))))
      (i32.store16 (local.get $of) (i32.add (i32.load16_u (local.get $of)) (i32.const 1)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $each (i32.lt_u (local.get $i) (local.get $n))))
    ;; Where the symbols of each length begin.
    (i32.store16 (i32.const 386) (i32.const 0))
    (local.set $left (i32.const 1))
    (local.set $length (i32.const 1))
    (loop $each
      (local.set $of (i32.load16_u (i32.add (local.get $table) (i32.shl (local.get $length) (i32.const 1)))))
      (local.set $left (i32.sub (i32.shl (local.get $left) (i32.const 1)) (local.get $of)))
      (if (i32.lt_s (local.get $left) (i32.const 0)) (then (unreachable)))
      (if (i32.lt_u (local.get $length) (i32.const 15))
        (then
          (i32.store16 offset=386 (i32.shl (local.get $length) (i32.const 1))
            (i32.add (local.get $of) (i32.load16_u offset=384 (i32.shl (local.get $length) (i32.const 1)))))))
      (local.set $length (i32.add (local.get $length) (i32.const 1)))
      (br_if $each (i32.le_u (local.get $length) (i32.const 15))))
    (if (i32.and
          (i32.ne (local.get $left) (i32.const 0))
          (i32.gt_u (i32.sub (local.get $n) (i32.load16_u (local.get $table))) (i32.const 1)))
      (then (unreachable)))
    (local.set $i (i32.const 0))
    (loop $each
      (local.set $length (i32.load8_u (i32.add (local.get $lengths) (local.get $i))))
      (if (local.get $length)
        (then
          (local.set $of (i32.load16_u offset=384 (i32.shl (local.get $length) (i32.const 1))))
          (i32.store16 offset=384 (i32.shl (local.get $length) (i32.const 1))
            (i32.add (local.get $of) (i32.const 1)))
          (i32.store16 offset=32
            (i32.add (local.get $table) (i32.shl (local.get $of) (i32.const 1))) (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $each (i32.lt_u (local.get $i) (local.get $n))))
    ;; Codes of 9 bits at most, at all places that begin with them. Bits of codes come the highest first.
    (local.set $i (i32.const 0))
    (local.set $length (i32.const 1))
    (loop $each
      (local.set $of (i32.load16_u (i32.add (local.get $table) (i32.shl (local.get $length) (i32.const 1)))))
      (loop $codes
        (if (local.get $of)
          (then
            (local.set $symbol
              (i32.load16_u offset=32 (i32.add (local.get $table) (i32.shl (local.get $i) (i32.const 1)))))
            (local.set $place (call $reversed (local.get $code) (local.get $length)))
            (loop $places
              (i32.store16 offset=608
                (i32.add (local.get $table) (i32.shl (local.get $place) (i32.const 1)))
                (i32.or (i32.shl (local.get $symbol) (i32.const 4)) (local.get $length)))
              (local.set $place (i32.add (local.get $place) (i32.shl (i32.const 1) (local.get $length))))
              (br_if $places (i32.lt_u (local.get $place) (i32.const 512))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (local.set $code (i32.add (local.get $code) (i32.const 1)))
            (local.set $of (i32.sub (local.get $of) (i32.const 1)))
            (br $codes))))
      (local.set $code (i32.shl (local.get $code) (i32.const 1)))
      (local.set $length (i32.add (local.get $length) (i32.const 1)))
      (br_if $each (i32.le_u (local.get $length) (i32.const 9)))))

  (func $reversed (param $code i32) (param $length i32) (result i32)
    (local $reversed i32)
    (loop $next
      (local.set $reversed
        (i32.or (i32.shl (local.get $reversed) (i32.const 1)) (i32.and (local.get $code) (i32.const 1))))
      (local.set $code (i32.shr_u (local.get $code) (i32.const 1)))
      (local.set $length (i32.sub (local.get $length) (i32.const 1)))
      (br_if $next (local.get $length)))
    (local.get $reversed))

  ;; The next symbol. There are always bytes behind the last code, so that there are bits enough.
  (func $symbol (param $table i32) (result i32)
    (local $of i32) (local $length i32) (local $code i32) (local $first i32) (local $index i32) (local $bits i32)
    (call $need (i32.const 15))
    (local.set $of
      (i32.load16_u offset=608
        (i32.add (local.get $table) (i32.shl (i32.and (global.get $bits) (i32.const 511)) (i32.const 1)))))
    (if (local.get $of)
      (then
        (call $drop (i32.and (local.get $of) (i32.const 15)))
        (return (i32.shr_u (local.get $of) (i32.const 4)))))
    (local.set $bits (global.get $bits))
    (local.set $length (i32.const 1))
    (loop $next
      (local.set $code (i32.or (local.get $code) (i32.and (local.get $bits) (i32.const 1))))
      (local.set $bits (i32.shr_u (local.get $bits) (i32.const 1)))
      (local.set $of (i32.load16_u (i32.add (local.get $table) (i32.shl (local.get $length) (i32.const 1)))))
      (if (i32.lt_s (i32.sub (local.get $code) (local.get $of)) (local.get $first))
        (then
          (call $drop (local.get $length))
          (return
            (i32.load16_u offset=32
              (i32.add (local.get $table)
                (i32.shl
                  (i32.add (local.get $index) (i32.sub (local.get $code) (local.get $first)))
                  (i32.const 1)))))))
      (local.set $index (i32.add (local.get $index) (local.get $of)))
      (local.set $first (i32.shl (i32.add (local.get $first) (local.get $of)) (i32.const 1)))
      (local.set $code (i32.shl (local.get $code) (i32.const 1)))
      (local.set $length (i32.add (local.get $length) (i32.const 1)))
      (br_if $next (i32.le_u (local.get $length) (i32.const 15))))
    (unreachable))

  (func $makeFixed
    (if (global.get $hasFixed) (then (return)))
    (memory.fill (i32.const 1024) (i32.const 8) (i32.const 144))
    (memory.fill (i32.const 1168) (i32.const 9) (i32.const 112))
    (memory.fill (i32.const 1280) (i32.const 7) (i32.const 24))
    (memory.fill (i32.const 1304) (i32.const 8) (i32.const 8))
    (call $make (i32.const 8192) (i32.const 1024) (i32.const 288))
    (memory.fill (i32.const 1024) (i32.const 5) (i32.const 32))
    (call $make (i32.const 10240) (i32.const 1024) (i32.const 32))
    (global.set $hasFixed (i32.const 1)))

  ;; Reads the tables of a block.
  (func $readTables
    (local $literals i32) (local $all i32) (local $n i32) (local $i i32) (local $symbol i32) (local $value i32)
    (local.set $literals (i32.add (call $take (i32.const 5)) (i32.const 257)))
    (local.set $all (i32.add (local.get $literals) (i32.add (call $take (i32.const 5)) (i32.const 1))))
    (local.set $n (i32.add (call $take (i32.const 4)) (i32.const 4)))
    (if (i32.gt_u (local.get $literals) (i32.const 286)) (then (unreachable)))
    (memory.fill (i32.const 1024) (i32.const 0) (i32.const 320))
    (loop $next
      (i32.store8 offset=1024 (i32.load8_u offset=12544 (local.get $i)) (call $take (i32.const 3)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (call $make (i32.const 2048) (i32.const 1024) (i32.const 19))
    (local.set $i (i32.const 0))
    (loop $next
      (local.set $symbol (call $symbol (i32.const 2048)))
      (if (i32.lt_u (local.get $symbol) (i32.const 16))
        (then
          (i32.store8 offset=1024 (local.get $i) (local.get $symbol))
          (local.set $i (i32.add (local.get $i) (i32.const 1))))
        (else
          (local.set $value (i32.const 0))
          (if (i32.eq (local.get $symbol) (i32.const 16))
            (then
              (if (i32.eqz (local.get $i)) (then (unreachable)))
              (local.set $value (i32.load8_u offset=1023 (local.get $i)))
              (local.set $n (i32.add (call $take (i32.const 2)) (i32.const 3))))
            (else
              (if (i32.eq (local.get $symbol) (i32.const 17))
                (then (local.set $n (i32.add (call $take (i32.const 3)) (i32.const 3))))
                (else (local.set $n (i32.add (call $take (i32.const 7)) (i32.const 11)))))))
          (if (i32.gt_u (i32.add (local.get $i) (local.get $n)) (local.get $all)) (then (unreachable)))
          (memory.fill (i32.add (i32.const 1024) (local.get $i)) (local.get $value) (local.get $n))
          (local.set $i (i32.add (local.get $i) (local.get $n)))))
      (br_if $next (i32.lt_u (local.get $i) (local.get $all))))
    ;; A block without an end has none.
    (if (i32.eqz (i32.load8_u (i32.const 1280))) (then (unreachable)))
    (call $make (i32.const 4096) (i32.const 1024) (local.get $literals))
    (call $make (i32.const 6144) (i32.add (i32.const 1024) (local.get $literals))
      (i32.sub (local.get $all) (local.get $literals))))

  ;; Inflates the codes of a block. Returns where that ends.
  (func $codes (param $literals i32) (param $distances i32) (param $out i32) (param $outEnd i32) (result i32)
    (local $symbol i32) (local $length i32) (local $from i32) (local $end i32)
    (loop $next
      (local.set $symbol (call $symbol (local.get $literals)))
      (if (i32.lt_u (local.get $symbol) (i32.const 256))
        (then
          (if (i32.ge_u (local.get $out) (local.get $outEnd)) (then (unreachable)))
          (i32.store8 (local.get $out) (local.get $symbol))
          (local.set $out (i32.add (local.get $out) (i32.const 1)))
          (br $next)))
      (if (i32.gt_u (local.get $symbol) (i32.const 256))
        (then
          (local.set $symbol (i32.sub (local.get $symbol) (i32.const 257)))
          (if (i32.gt_u (local.get $symbol) (i32.const 28)) (then (unreachable)))
          (local.set $length
            (i32.add
              (i32.load16_u offset=12288 (i32.shl (local.get $symbol) (i32.const 1)))
              (call $take (i32.load8_u offset=12352 (local.get $symbol)))))
          (local.set $symbol (call $symbol (local.get $distances)))
          (if (i32.gt_u (local.get $symbol) (i32.const 29)) (then (unreachable)))
          (local.set $from
            (i32.sub (local.get $out)
              (i32.add
                (i32.load16_u offset=12416 (i32.shl (local.get $symbol) (i32.const 1)))
                (call $take (i32.load8_u offset=12480 (local.get $symbol))))))
          (local.set $end (i32.add (local.get $out) (local.get $length)))
          (if (i32.lt_s (local.get $from) (i32.const 81920)) (then (unreachable)))
          (if (i32.gt_u (local.get $end) (local.get $outEnd)) (then (unreachable)))
          ;; Byte by byte: what is copied may be what was just written.
          (loop $copy
            (i32.store8 (local.get $out) (i32.load8_u (local.get $from)))
            (local.set $out (i32.add (local.get $out) (i32.const 1)))
            (local.set $from (i32.add (local.get $from) (i32.const 1)))
            (br_if $copy (i32.lt_u (local.get $out) (local.get $end))))
          (br $next))))
    (local.get $out))

  (func $stored (param $out i32) (param $outEnd i32) (result i32)
    (local $length i32)
    (call $align)
    (if (i32.gt_u (i32.add (global.get $in) (i32.const 4)) (global.get $inEnd)) (then (unreachable)))
    (local.set $length (i32.load16_u (global.get $in)))
    (if (i32.ne (i32.load16_u offset=2 (global.get $in)) (i32.xor (local.get $length) (i32.const 0xffff)))
      (then (unreachable)))
    (global.set $in (i32.add (global.get $in) (i32.const 4)))
    (if (i32.gt_u (i32.add (global.get $in) (local.get $length)) (global.get $inEnd)) (then (unreachable)))
    (if (i32.gt_u (i32.add (local.get $out) (local.get $length)) (local.get $outEnd)) (then (unreachable)))
    (memory.copy (local.get $out) (global.get $in) (local.get $length))
    (global.set $in (i32.add (global.get $in) (local.get $length)))
    (i32.add (local.get $out) (local.get $length)))

  (func $adler32 (param $at i32) (param $end i32) (result i32)
    (local $a i32) (local $b i32) (local $until i32)
    (local.set $a (i32.const 1))
    (loop $part
      ;; So many bytes as the sums are sure to take.
      (local.set $until (i32.add (local.get $at) (i32.const 3800)))
      (if (i32.gt_u (local.get $until) (local.get $end)) (then (local.set $until (local.get $end))))
      (loop $next
        (if (i32.lt_u (local.get $at) (local.get $until))
          (then
            (local.set $a (i32.add (local.get $a) (i32.load8_u (local.get $at))))
            (local.set $b (i32.add (local.get $b) (local.get $a)))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $next))))
      (local.set $a (i32.rem_u (local.get $a) (i32.const 65521)))
      (local.set $b (i32.rem_u (local.get $b) (i32.const 65521)))
      (br_if $part (i32.lt_u (local.get $at) (local.get $end))))
    (i32.or (i32.shl (local.get $b) (i32.const 16)) (local.get $a)))

  ;; Inflates blocks, from where the next byte is taken. Returns where what they become ends.
  (func $blocks (param $most i32) (result i32)
    (local $isLast i32) (local $kind i32) (local $out i32) (local $outEnd i32)
    (global.set $bits (i32.const 0))
    (global.set $count (i32.const 0))
    (local.set $out (i32.const 81920))
    (local.set $outEnd (i32.add (local.get $out) (local.get $most)))
    (loop $block
      (local.set $isLast (call $take (i32.const 1)))
      (local.set $kind (call $take (i32.const 2)))
      (if (i32.eqz (local.get $kind))
        (then (local.set $out (call $stored (local.get $out) (local.get $outEnd))))
        (else (if (i32.eq (local.get $kind) (i32.const 1))
          (then
            (call $makeFixed)
            (local.set $out
              (call $codes (i32.const 8192) (i32.const 10240) (local.get $out) (local.get $outEnd))))
          (else (if (i32.eq (local.get $kind) (i32.const 2))
            (then
              (call $readTables)
              (local.set $out
                (call $codes (i32.const 4096) (i32.const 6144) (local.get $out) (local.get $outEnd))))
            (else (unreachable)))))))
      (br_if $block (i32.eqz (local.get $isLast))))
    (call $align)
    (local.get $out))

  ;; Inflates what begins at 16384, of `length` bytes at most, to 81920: `most` bytes at most. Returns how many they are.
  (func (export "inflate") (param $length i32) (param $most i32) (result i32)
    (local $head i32) (local $out i32)
    (global.set $in (i32.const 16386))
    (global.set $inEnd (i32.add (i32.const 16384) (local.get $length)))
    ;; Deflate, a window of 32 KiB at most, and no dictionary.
    (local.set $head (i32.load16_u (i32.const 16384)))
    (if (i32.or
          (i32.ne (i32.and (local.get $head) (i32.const 0x208f)) (i32.const 8))
          (i32.rem_u
            (i32.or
              (i32.shl (i32.and (local.get $head) (i32.const 255)) (i32.const 8))
              (i32.shr_u (local.get $head) (i32.const 8)))
            (i32.const 31)))
      (then (unreachable)))
    (local.set $out (call $blocks (local.get $most)))
    (if (i32.gt_u (i32.add (global.get $in) (i32.const 4)) (global.get $inEnd)) (then (unreachable)))
    (if (i32.ne
          (call $bigEndian (i32.load (global.get $in)))
          (call $adler32 (i32.const 81920) (local.get $out)))
      (then (unreachable)))
    (i32.sub (local.get $out) (i32.const 81920)))

  ;; As `inflate`, where neither a head nor a checksum is around the blocks; 2 more bytes are looked at.
  (func (export "inflateRaw") (param $length i32) (param $most i32) (result i32)
    (local $out i32)
    (global.set $in (i32.const 16384))
    (global.set $inEnd (i32.add (i32.const 16386) (local.get $length)))
    (local.set $out (call $blocks (local.get $most)))
    (if (i32.gt_u (global.get $in) (i32.add (i32.const 16384) (local.get $length))) (then (unreachable)))
    (i32.sub (local.get $out) (i32.const 81920)))
)
