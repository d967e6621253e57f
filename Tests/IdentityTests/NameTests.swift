import Identity
import Testing

@Suite struct NameTests {
    @Test(arguments: [
        ("", NameFault.empty), ("..", .leadingCharacter(".")), (".hidden", .leadingCharacter(".")),
        ("-rf", .leadingCharacter("-")), ("../ca", .pathSeparator), ("a/b", .pathSeparator),
        ("/etc/passwd", .pathSeparator), ("a\\b", .pathSeparator), ("ca", .reserved),
        ("CA", .reserved), ("a\nb", .controlCharacter), ("a\u{0}b", .controlCharacter),
        ("a\u{1B}[2J", .controlCharacter), ("a\u{202E}b", .controlCharacter),
        ("a\u{2028}b", .controlCharacter), ("a\u{7F}", .controlCharacter), ("+", .topicWildcard),
        ("a#", .topicWildcard),
        (String(repeating: "a", count: 65), .tooLong(bytesMax: 64)),
        (String(repeating: "é", count: 33), .tooLong(bytesMax: 64)),
    ])
    func `a hostile device name is refused with its fault`(name: String, fault: NameFault) {
        #expect(throws: IdentityError.name(name, fault)) { try DeviceName(name) }
    }

    @Test(arguments: ["esp8266", "Kitchen sensor 1", "Küche", "a..b", "x_1.2-3", "it's $HOME; ls"])
    func `a device name that harms nobody is taken as it is`(name: String) throws {
        #expect(try DeviceName(name).text == name)
    }

    @Test func `a common name of 64 bytes is the longest`() throws {
        let name = String(repeating: "a", count: 64)
        #expect(try DeviceName(name).text == name)
    }

    @Test(arguments: [
        ("localhost", ServerName.domain("localhost")), ("MQTT.Com", .domain("mqtt.com")),
        ("*.example.net", .domain("*.example.net")), ("my_host", .domain("my_host")),
        ("127.0.0.1", .address([127, 0, 0, 1])),
        ("::1", .address([UInt8](repeating: 0, count: 15) + [1])),
        ("xn--kche-0ra.example", .domain("xn--kche-0ra.example")), ("4ever", .domain("4ever")),
    ])
    func `addresses and DNS names are told apart`(text: String, name: ServerName) throws {
        #expect(try ServerName(text) == name)
    }

    @Test(arguments: [
        "192.168.1.300", "1.2.3", "a b", "a..b", ".a", "a.", "-a", "a-", "a/b", "../a", "küche",
        "a*.b", "*", "a.*.b", "a:b", "fe80::1%eth0", "a\nb", "a\u{0}",
        String(repeating: "a", count: 64),
    ])
    func `what is neither DNS name nor address is refused`(text: String) {
        #expect(throws: IdentityError.name(text, .notHostName)) { try ServerName(text) }
    }

    @Test(arguments: [("127.0.0.1", "127.0.0.1"), ("fd00:0:0::1", "fd00::1"), ("A.b", "a.b")])
    func `a server name prints as clients write it`(text: String, printed: String) throws {
        #expect(try ServerName(text).text == printed)
    }

    @Test(arguments: [("::1", "__1"), ("*.example.net", "_wildcard.example.net"), ("a", "a")])
    func `a server's files have a name without signs of the shell`(text: String, stem: String)
        throws
    {
        #expect(try ServerName(text).fileStem == stem)
    }

    @Test func `a server without a name, or named like the authority, is refused`() {
        #expect(throws: IdentityError.name("", .empty)) { try ServerNames([]) }
        #expect(throws: IdentityError.name("", .empty)) { try ServerNames(["a", ""]) }
        #expect(throws: IdentityError.name("ca", .reserved)) { try ServerNames(["ca"]) }
    }

    @Test func `a repeated name counts once`() throws {
        #expect(try ServerNames(["a", "A", "127.0.0.1", "127.0.0.1"]).all.count == 2)
    }

    @Test func `a certificate holds a hundred names and no more`() throws {
        let names = (0..<101).map { "host-\($0)" }
        #expect(try ServerNames(names.dropLast()).all.count == 100)
        #expect(throws: IdentityError.name("host-0", .tooMany(namesMax: 100))) {
            try ServerNames(names)
        }
    }

    @Test func `a server's main name fits a common name`() throws {
        let long = String(repeating: "a", count: 60) + ".example"
        #expect(throws: IdentityError.name(long, .tooLong(bytesMax: 64))) {
            try ServerNames([long])
        }
        #expect(try ServerNames(["short", long]).all.count == 2)
    }
}
