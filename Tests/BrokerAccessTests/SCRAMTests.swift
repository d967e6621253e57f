import BrokerAccess
import Testing

/// The user of RFC 7677 section 3, whose password is "pencil".
let scramLines = """
    # users
    user:SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$\
    WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=

    """

private let serverNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
private let clientFirst = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
private let serverFirst =
    "r=rOprNGfwEbeRWgbNEkqO\(serverNonce),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
private let finalStart = "c=biws,r=rOprNGfwEbeRWgbNEkqO\(serverNonce)"
private let proof = "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="

func mechanism(_ lines: String = scramLines) throws -> SCRAMSHA256 {
    let users = try SCRAMFile(bytes: Array(lines.utf8), file: "scram")
    return SCRAMSHA256(users: users) { serverNonce }
}

/// What the first message comes to: a challenge, or why not.
private func challenge(
    _ first: String, lines: String = scramLines
) throws -> (text: String, next: @Sendable ([UInt8]?) -> AuthenticationStep)? {
    guard case .challenge(let data, let next) = try mechanism(lines).begin(Array(first.utf8))
    else { return nil }
    return (String(decoding: data, as: UTF8.self), next)
}

private func refusal(_ step: AuthenticationStep?) -> AuthenticationRefusal? {
    if case .refused(let refusal) = step { refusal } else { nil }
}

@Suite struct `SCRAM-SHA-256` {
    @Test func `goes as RFC 7677 section 3 shows`() throws {
        let (text, next) = try #require(try challenge(clientFirst))
        #expect(text == serverFirst)
        guard case .accepted(let user, let data) = next(Array("\(finalStart),\(proof)".utf8))
        else {
            Issue.record("refused")
            return
        }
        #expect(user == "user")
        #expect(data == Array("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=".utf8))
    }

    @Test func `a credential is made as RFC 7677's was`() throws {
        let salt: [UInt8] = [
            0x5B, 0x6D, 0x99, 0x68, 0x9D, 0x12, 0x35, 0x8E,
            0xEC, 0xA0, 0x4B, 0x14, 0x12, 0x36, 0xFA, 0x81,
        ]
        let made = try #require(
            SCRAMCredential(password: "pencil", iterations: 4_096, salt: salt))
        #expect(scramLines.contains("user:\(made.text)\n"))
        let one = try #require(SCRAMCredential(password: "pencil", iterations: 4_096))
        let other = try #require(SCRAMCredential(password: "pencil", iterations: 4_096))
        #expect(one != other)
    }

    @Test(arguments: [
        "y,,n=user,r=abc", "n,a=user,n=user,r=abc", "n,,n=user,r=abc,x=optional",
        "n,,n=a=2Cb=3D,r=abc",
    ])
    func `takes every form of the first message`(first: String) throws {
        let (text, _) = try #require(try challenge(first))
        #expect(text.hasPrefix("r=abc\(serverNonce),s="))
    }

    @Test(arguments: [
        ("", SCRAMFault.malformed(attribute: "gs2-header")),
        ("n", .malformed(attribute: "gs2-header")),
        ("n,", .malformed(attribute: "gs2-header")),
        ("x,,n=user,r=abc", .malformed(attribute: "gs2-header")),
        ("n,,", .malformed(attribute: "n")),
        ("n,,r=abc,n=user", .malformed(attribute: "n")),
        ("n,,n=,r=abc", .malformed(attribute: "n")),
        ("n,,n=a=2cb,r=abc", .malformed(attribute: "n")),
        ("n,,n=a=,r=abc", .malformed(attribute: "n")),
        ("n,,n=\u{E9},r=abc", .malformed(attribute: "n")),
        ("n,,n=us\u{0}er,r=abc", .malformed(attribute: "n")),
        ("n,,n=user", .malformed(attribute: "r")),
        ("n,,n=user,r=", .malformed(attribute: "r")),
        ("n,,n=user,r=a b", .malformed(attribute: "r")),
        ("n,,n=user,x=1,r=abc", .malformed(attribute: "r")),
        ("n,bob,n=user,r=abc", .malformed(attribute: "a")),
        ("n,a=bob,n=user,r=abc", .otherIdentity("bob")),
        ("p=tls-unique,,n=user,r=abc", .channelBinding),
        ("p=tls-exporter", .channelBinding),
        ("n,,m=ext,n=user,r=abc", .mandatoryExtension),
    ])
    func `refuses every other first message`(first: String, fault: SCRAMFault) throws {
        let step = try mechanism().begin(Array(first.utf8))
        #expect(refusal(step) == .scramMessage(fault))
    }

    @Test func `refuses bytes that are no text, and no bytes at all`() throws {
        #expect(refusal(try mechanism().begin(nil)) == .scramMessage(.missing))
        #expect(
            refusal(try mechanism().begin([0x6E, 0x2C, 0x2C, 0xFF]))
                == .scramMessage(.malformed(attribute: "gs2-header")))
        let (_, next) = try #require(try challenge(clientFirst))
        #expect(refusal(next(nil)) == .scramMessage(.missing))
        #expect(refusal(next([0xFF])) == .scramMessage(.malformed(attribute: "c")))
    }

    @Test(arguments: [
        ("", SCRAMFault.malformed(attribute: "c")),
        ("c=biws", .malformed(attribute: "r")),
        (finalStart, .malformed(attribute: "p")),
        ("\(finalStart),p=", .malformed(attribute: "p")),
        ("\(finalStart),p=AAAA", .malformed(attribute: "p")),
        ("\(finalStart),\(proof),x=1", .malformed(attribute: "p")),
        ("c=eSws,r=rOprNGfwEbeRWgbNEkqO\(serverNonce),\(proof)", .otherHeader),
        ("c=biws,r=rOprNGfwEbeRWgbNEkqO,\(proof)", .otherNonce),
        ("c=biws,r=\(serverNonce),\(proof)", .otherNonce),
    ])
    func `refuses every other proof message`(final: String, fault: SCRAMFault) throws {
        let (_, next) = try #require(try challenge(clientFirst))
        #expect(refusal(next(Array(final.utf8))) == .scramMessage(fault))
    }

    @Test(arguments: [0, 1, 3, 13, 41])
    func `refuses a proof of another password, wherever it differs`(place: Int) throws {
        let (_, next) = try #require(try challenge(clientFirst))
        var changed = Array(proof.utf8)
        changed[2 + place] ^= 1
        let final = Array("\(finalStart),".utf8) + changed
        #expect(refusal(next(final)) == .scramProofWrong(userName: "user"))
    }

    @Test func `a proof is of no use in another exchange`() throws {
        let (text, next) = try #require(try challenge("n,,n=user,r=other"))
        let nonce = try #require(text.split(separator: ",").first)
        #expect(
            refusal(next(Array("c=biws,\(nonce),\(proof)".utf8)))
                == .scramProofWrong(userName: "user"))
    }

    @Test func `an unknown user is asked as a known one is, always in the same way`() throws {
        let lines = scramLines.replacing("$4096:", with: "$5000:")
        let known = try #require(try challenge(clientFirst, lines: lines))
        let (text, next) = try #require(
            try challenge("n,,n=nobody,r=rOprNGfwEbeRWgbNEkqO", lines: lines))
        let again = try #require(
            try challenge("n,,n=nobody,r=rOprNGfwEbeRWgbNEkqO", lines: lines))
        let other = try #require(
            try challenge("n,,n=somebody,r=rOprNGfwEbeRWgbNEkqO", lines: lines))
        #expect(text == again.text)
        #expect(text != other.text)
        #expect(text.utf8.count == known.text.utf8.count)
        #expect(text.hasSuffix("==,i=5000"))
        let answer = Array("\(finalStart),\(proof)".utf8)
        #expect(refusal(next(answer)) == .scramUserUnknown("nobody"))
        let unknown = try #require(refusal(next(answer)))
        let wrong = try #require(
            refusal(known.next(Array("\(finalStart),p=\(String(repeating: "A", count: 43))=".utf8)))
        )
        #expect(unknown.answer == wrong.answer)
    }

    @Test func `a file without users asks, too`() throws {
        let (text, next) = try #require(try challenge("n,,n=user,r=abc", lines: ""))
        #expect(text.hasSuffix("==,i=4096"))
        let nonce = try #require(text.split(separator: ",").first)
        #expect(
            refusal(next(Array("c=biws,\(nonce),\(proof)".utf8))) == .scramUserUnknown("user"))
    }

    @Test func `nonces differ`() {
        #expect(SCRAMSHA256.randomNonce() != SCRAMSHA256.randomNonce())
        #expect(!SCRAMSHA256.randomNonce().contains(","))
    }
}
