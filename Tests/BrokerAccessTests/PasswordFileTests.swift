import BrokerAccess
import Foundation
import Testing

private func passwords(_ text: String) throws -> PasswordFile {
    try PasswordFile(bytes: Array(text.utf8), file: "users")
}

private func lines(_ bytes: [UInt8]) -> [String] {
    do {
        _ = try PasswordFile(bytes: bytes, file: "users")
        return []
    } catch {
        return error.lines
    }
}

/// SHA-512 of "secret" and the salt "salt", and PBKDF2-HMAC-SHA-512 of them, computed with Python.
private let sha512Line =
    "alice:$6$c2FsdA==$"
    + "E491yrR9AdCoE7rbOPYS3EZgSuZpVE65AD9xko08s6fl"
    + "oNesY/Zpe9zMVvLix4S2FiQSJ99RIkNvhHomNO9uLw=="
private let pbkdf2Line =
    "bob:$7$101$c2FsdA==$"
    + "+Rk19gJDcBd4iALAuy1yB7a9T5PmO5bZ0GLQdat9KoQ0"
    + "AA3WrAt+Ch43uin85idHjrJ2uBVamzwLib1Cv5TsSQ=="

@Test func `the fixed vectors of both schemes verify`() throws {
    let file = try passwords("# users\n\n\(sha512Line)\r\n\(pbkdf2Line)\n")
    #expect(file.userCount == 2)
    for user in ["alice", "bob"] {
        #expect(file.verify(user: user, password: Array("secret".utf8)))
        #expect(!file.verify(user: user, password: Array("Secret".utf8)))
        #expect(!file.verify(user: user, password: []))
    }
    #expect(file.check(user: "eve", password: Array("secret".utf8)) == .unknownUser)
    #expect(file.check(user: "bob", password: [0xFF, 0x00]) == .wrongPassword)
}

@Test(.enabled(if: passwordTool != nil))
func `passwords of mosquitto_passwd verify, and others do not`() throws {
    let written = try fileText(
        writtenBy: #require(passwordTool),
        [
            ["-b", "FILE", "mqtt.tmc.com", "tmctmc"], ["-b", "FILE", "esp8266", "pass:$word é"],
        ])
    let file = try passwords(written)
    #expect(written.contains("$7$"))
    #expect(file.verify(user: "mqtt.tmc.com", password: Array("tmctmc".utf8)))
    #expect(file.verify(user: "esp8266", password: Array("pass:$word é".utf8)))
    #expect(!file.verify(user: "esp8266", password: Array("tmctmc".utf8)))
    #expect(!file.verify(user: "mqtt", password: Array("tmctmc".utf8)))
}

@Test(.enabled(if: passwordTool != nil))
func `passwords of mosquitto_passwd with SHA-512 verify`() throws {
    let written = try fileText(
        writtenBy: #require(passwordTool), [["-H", "sha512", "-b", "FILE", "old", "secret"]])
    #expect(written.contains("$6$"))
    #expect(try passwords(written).verify(user: "old", password: Array("secret".utf8)))
}

@Test func `a file without users lets nobody in`() throws {
    let file = try passwords("# nobody yet\n")
    #expect(file.userCount == 0)
    #expect(file.decoy(for: "") == nil)
    #expect(!file.verify(user: "", password: []))
}

@Test func `an unknown user is checked against the same real hash each time`() throws {
    let file = try passwords("\(sha512Line)\n\(pbkdf2Line)\n")
    let decoy = try #require(file.decoy(for: "eve"))
    #expect(decoy == file.decoy(for: "eve"))
    #expect(decoy.scheme == .sha512 || decoy.scheme == .pbkdf2(iterations: 101))
}

@Test(arguments: [
    ("alice", "it has no user name and colon."),
    (":$6$c2FsdA==$aGFzaA==", "it has no user name and colon."),
    (
        "alice:secret",
        "the password is not hashed; 'mosquitto_passwd -U FILE' hashes those of a file."
    ),
    (
        "alice:",
        "the password is not hashed; 'mosquitto_passwd -U FILE' hashes those of a file."
    ),
    (
        "alice:$argon2id$v=19$m=47104,t=1,p=1$c2FsdA$aGFzaA",
        "argon2 hashes are not supported yet; 'mosquitto_passwd -H sha512-pbkdf2' makes one that"
            + " is."
    ),
    ("alice:$5$c2FsdA==$aGFzaA==", "its hash is neither $6$ (SHA-512) nor $7$ (PBKDF2)."),
    (
        "alice:$6$c2FsdA==",
        "its hash is not $6$SALT$HASH or $7$ITERATIONS$SALT$HASH."
    ),
    (
        "alice:$7$c2FsdA==$aGFzaA==",
        "its hash is not $6$SALT$HASH or $7$ITERATIONS$SALT$HASH."
    ),
    ("alice:$7$0$c2FsdA==$aGFzaA==", "its iterations are no number from 1 to 10000000."),
    ("alice:$7$10000001$c2FsdA==$aGFzaA==", "its iterations are no number from 1 to 10000000."),
    ("alice:$7$x$c2FsdA==$aGFzaA==", "its iterations are no number from 1 to 10000000."),
    ("alice:$6$*$aGFzaA==", "its salt is not base64."),
    ("alice:$6$$aGFzaA==", "its salt is not base64."),
    ("alice:$6$c2FsdA==$aGFzaA==", "its hash is not the base64 of 64 bytes."),
    ("alice:$6$c2FsdA==$", "its hash is not the base64 of 64 bytes."),
    ("alice:$6$c2FsdA==$***", "its hash is not the base64 of 64 bytes."),
])
func `a broken line refuses the file with its place and reason`(line: String, reason: String) {
    let expected = "users:2: Error: Unable to decode line in password file: \(reason)"
    #expect(lines(Array("# users\n\(line)\n".utf8)) == [expected])
}

@Test func `a user on two lines is refused`() {
    #expect(
        lines(Array("\(sha512Line)\n\(sha512Line)".utf8)) == [
            "users:2: Error: Unable to decode line in password file: user 'alice' stands on an"
                + " earlier line too."
        ])
}

@Test func `all broken lines are reported`() {
    #expect(lines([0xFF, 0x0A, 0x61, 0x00, 0x0A, 0x61, 0x0A]).count == 3)
    #expect(lines([0xFF]).first?.hasSuffix("it is not UTF-8.") == true)
}

@Test func `a missing file is refused by its name`() {
    let refusal = PasswordFileRefusal.unreadable(
        file: "/nowhere/users", cause: "No such file or directory")
    #expect(throws: refusal) { try PasswordFile.read(file: "/nowhere/users") }
    #expect(
        refusal.lines
            == ["/nowhere/users: Error: Unable to open password file. No such file or directory."])
}
