import SeededRandom
import Testing
import TokenKeys

/// RFC 7512, and what must not get past it.
@Suite struct `An address of a key` {
    @Test func `may be empty, and then fits everything`() throws {
        let uri = try TokenURI("pkcs11:")
        #expect(uri.token == nil && uri.object == nil && uri.identifier == nil && uri.pin == nil)
        #expect(uri.description == "pkcs11:")
    }

    @Test func `of RFC 7512's first examples is read`() throws {
        let simple = try TokenURI("pkcs11:object=my-pubkey;type=public")
        #expect(simple.object == "my-pubkey" && simple.type == .publicKey)
        let pinned = try TokenURI(
            "pkcs11:object=my-key;type=private?pin-source=file:/etc/token_pin")
        #expect(pinned.type == .privateKey && pinned.pin == .file("/etc/token_pin"))
        let certificate = try TokenURI(
            "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;"
                + "model=1.0;object=my-certificate;type=cert;"
                + "id=%69%95%3E%5C%F4%BD%EC%91;serial=?pin-source=file:/etc/token_pin")
        #expect(certificate.token == "The Software PKCS#11 Softtoken")
        #expect(certificate.manufacturer == "Snake Oil, Inc.")
        #expect(certificate.identifier == [0x69, 0x95, 0x3E, 0x5C, 0xF4, 0xBD, 0xEC, 0x91])
        #expect(certificate.serial == "" && certificate.model == "1.0")
    }

    @Test func `of RFC 7512's later examples is read`() throws {
        let module = try TokenURI(
            "pkcs11:object=my-sign-key;type=private?module-name=mypkcs11")
        #expect(module.moduleName == "mypkcs11")
        let path = try TokenURI(
            "pkcs11:object=my-sign-key;type=private?module-path=/mnt/libmypkcs11.so.1")
        #expect(path.modulePath == "/mnt/libmypkcs11.so.1")
        let token = try TokenURI(
            "pkcs11:token=Software%20PKCS%2311%20softtoken;manufacturer=Snake%20Oil,%20Inc."
                + "?pin-value=the-pin")
        #expect(token.pin == .value(Array("the-pin".utf8)))
        let slot = try TokenURI("pkcs11:slot-description=Sun%20Metaslot")
        #expect(slot.slotDescription == "Sun Metaslot")
        let library = try TokenURI(
            "pkcs11:library-manufacturer=Snake%20Oil,%20Inc.;library-description=Soft%20Token%20"
                + "Library;library-version=1.23")
        #expect(library.libraryVersion == [1, 23] && library.libraryDescription != nil)
        let accents = try TokenURI(
            "pkcs11:token=Name%20with%20a%20small%20A%20with%20acute:%20%C3%A1")
        #expect(accents.token == "Name with a small A with acute: á")
        #expect(try TokenURI("pkcs11:slot-id=327").slotNumber == 327)
        #expect(try TokenURI("pkcs11:library-version=3").libraryVersion == [3, 0])
        #expect(TokenURI.isMeant(by: "PKCS11:token=x") && !TokenURI.isMeant(by: "/pkcs11:x"))
    }

    @Test(arguments: [
        ("token=x", TokenURIFault.scheme),
        ("pkcs11:tokne=x", .unknown("tokne")),
        ("pkcs11:token=a;token=b", .repeated("token")),
        ("pkcs11:token=a;", .empty(position: 2)),
        ("pkcs11:token", .noValue(position: 1)),
        ("pkcs11:=x", .name(position: 1)),
        ("pkcs11:to%6Ben=x", .name(position: 1)),
        ("pkcs11:pin-value=1234", .misplaced("pin-value", belongsBehind: "?")),
        ("pkcs11:?token=a", .misplaced("token", belongsBehind: "pkcs11:")),
        ("pkcs11:?pin-value=1&pin-source=/x", .twoPINs),
        ("pkcs11:token=a b", .value("token", .mustBeEncoded(0x20))),
        ("pkcs11:token=a%2", .value("token", .brokenEncoding)),
        ("pkcs11:token=a%zz", .value("token", .brokenEncoding)),
        ("pkcs11:token=%FF", .value("token", .notUTF8)),
        ("pkcs11:token=á", .value("token", .mustBeEncoded(0xC3))),
        ("pkcs11:token=a/b", .value("token", .mustBeEncoded(0x2F))),
        ("pkcs11:slot-id=-1", .value("slot-id", .notANumber)),
        ("pkcs11:slot-id=99999999999999999999", .value("slot-id", .notANumber)),
        ("pkcs11:library-version=1.2.3", .value("library-version", .notAVersion)),
        ("pkcs11:library-version=256", .value("library-version", .notAVersion)),
        ("pkcs11:type=key", .value("type", .notAType)),
        ("pkcs11:?module-name=a/b", .value("module-name", .notAName)),
        ("pkcs11:?module-path=", .value("module-path", .notAPath)),
        ("pkcs11:?module-path=/a%00b", .value("module-path", .notAPath)),
        ("pkcs11:?pin-source=|prog", .value("pin-source", .program)),
        ("pkcs11:?pin-source=file://elsewhere/x", .value("pin-source", .otherHost)),
        ("pkcs11:?pin-source=https://x/pin", .value("pin-source", .otherScheme)),
    ])
    func `is refused with the attribute at fault`(text: String, fault: TokenURIFault) {
        #expect(throws: fault) { try TokenURI(text) }
        #expect(!fault.description.contains("1234"))
    }

    @Test(arguments: ["/run/pin", "file:/run/pin", "file:///run/pin", "file://localhost/run/pin"])
    func `names a PIN's file as a path or as a URI`(source: String) throws {
        #expect(try TokenURI("pkcs11:?pin-source=\(source)").pin == .file("/run/pin"))
    }

    @Test func `longer than the limit is refused, at the limit it is read`() throws {
        let fill = String(repeating: "a", count: TokenURI.bytesMax - "pkcs11:object=".count)
        #expect(try TokenURI("pkcs11:object=\(fill)").object == fill)
        #expect(throws: TokenURIFault.tooLong(bytesMax: TokenURI.bytesMax)) {
            try TokenURI("pkcs11:object=a\(fill)")
        }
    }

    @Test func `never shows its PIN`() throws {
        let text = "pkcs11:token=t;object=%C3%A1b?pin-value=geh%65im&module-path=/m.so"
        let uri = try TokenURI(text)
        var dumped = ""
        dump(uri, to: &dumped)
        for shown in ["\(uri)", String(reflecting: uri), dumped, TokenURI.redacted(text)] {
            #expect(!shown.contains("geh") && shown.contains("token=t"))
        }
        #expect(uri.description == "pkcs11:token=t;object=%C3%A1b")
        #expect(TokenURI.redacted("x PIN-VALUE=1 y pin-value=2") == "x pin-value=…")
        #expect(uri.pin?.caution == .inAddress)
    }

    @Test(arguments: [
        ("pkcs11:token=t?pin-value=56;7890", "pkcs11:token=t?pin-value=…"),
        ("pkcs11:token=t?pin-value=56&7890", "pkcs11:token=t?pin-value=…"),
        ("pkcs11:token=t?pin-value=56&7890=1", "pkcs11:token=t?pin-value=…"),
        ("pkcs11:token=t?pin-value=56&7890=%zz", "pkcs11:token=t?pin-value=…"),
        ("pkcs11:token=t?pin-value=56 7890", "pkcs11:token=t?pin-value=…"),
        ("pkcs11:token=t?pin-value=56'7890\"\n7890&", "pkcs11:token=t?pin-value=…"),
        ("pkcs11:token=t?pin%2Dvalue=7890", "pkcs11:token=t?pin-value=…"),
        ("pkcs11:token=t?%50in%2dvalue%3D7890", "pkcs11:token=t?pin-value=…"),
        ("PKCS11:token=t?PIN-Value=7890", "PKCS11:token=t?pin-value=…"),
        ("pkcs11:pin-value=7890;token=t", "pkcs11:pin-value=…"),
        ("pkcs11:token=t;pin=7890", "pkcs11:token=t;pin-value=…"),
        ("pkcs11:token=t;pinvalue=7890", "pkcs11:token=t;pin-value=…"),
        ("pkcs11:token=spin?pin-source=/spin=", "pkcs11:token=spin?pin-source=/spin="),
        ("/etc/pin-value.pem", "/etc/pin-value.pem"),
    ])
    func `shows no part of its PIN, however it is written`(text: String, shown: String) {
        #expect(TokenURI.redacted(text) == shown)
        do throws(TokenURIFault) {
            _ = try TokenURI(text)
        } catch {
            #expect(!"\(error)".contains("7890"))
        }
    }

    @Test func `of any bytes is read or refused`() throws {
        var random = SeededGenerator(seed: 7512)
        let pieces = [
            "pkcs11:", "token=", "object=", "id=", ";", "&", "?", "%", "%41", "%FF", "=", "\0", "á",
            "pin-source=", "pin-value=", "file:", "//", "slot-id=", "type=private", "a", "9", " ",
        ]
        for _ in 0..<5_000 {
            let text =
                "pkcs11:"
                + (0..<Int.random(in: 0...12, using: &random))
                .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
            guard let uri = try? TokenURI(text) else { continue }  // refused is fine
            // What is shown is itself an address of the same key.
            let again = try TokenURI(uri.description)
            #expect(again.description == uri.description)
        }
    }
}
