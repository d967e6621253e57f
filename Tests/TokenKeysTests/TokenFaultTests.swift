import StockPeers
import Testing
import TokenKeys

@Suite(.timeLimit(.minutes(1))) struct `A key that cannot be used` {
    @Test func `for want of a module names the file`() throws {
        #expect(throws: TokenFault.moduleMissing(tried: ["/nowhere/module.so"])) {
            try TokenKey(TokenURI("pkcs11:token=x?module-path=/nowhere/module.so"))
        }
        let named = try fault("pkcs11:token=x?module-name=nothing-of-the-kind")
        guard case .moduleMissing(let tried) = named else {
            Issue.record("\(named)")
            return
        }
        #expect(tried.first?.contains("libnothing-of-the-kind.so") == true)
        #expect(named.description.contains("APUS_PKCS11_MODULE"))
    }

    @Test func `because its module is none says so`() throws {
        let plain = try fault("pkcs11:token=x?module-path=/etc/passwd")
        guard case .moduleUnusable("/etc/passwd", _) = plain else {
            Issue.record("\(plain)")
            return
        }
        let other = try fault("pkcs11:token=x?module-path=/usr/lib/x86_64-linux-gnu/libssl.so.3")
        guard case .moduleUnusable(_, "it is no PKCS #11 module") = other else {
            Issue.record("\(other)")
            return
        }
    }

    @Test func `for want of the token lists those that are there`() async throws {
        let tokens = try await SoftTokens.shared.value
        let fault = try fault(tokens.address("p256", token: "nobody"))
        guard case .tokenMissing(_, let present) = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(Set(SoftTokens.tokens).isSubset(of: present.map(\.label)))
        #expect(fault.description.contains("'apus' (SoftHSM project SoftHSM v2, serial "))
        try sayNothingSecret(fault)
    }

    @Test func `because several tokens fit says what to add`() async throws {
        let tokens = try await SoftTokens.shared.value
        let fault = try fault("pkcs11:object=p256?module-path=\(tokens.modulePath)")
        guard case .tokenAmbiguous(_, let fitting) = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(fitting.count >= SoftTokens.tokens.count && fault.cure.contains("serial="))
    }

    @Test func `for want of the object lists those that are there`() async throws {
        let tokens = try await SoftTokens.shared.value
        let fault = try fault(tokens.address("nothing"))
        guard case .keyMissing(_, "apus", let present, isLoggedIn: true) = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(Set(present.map(\.label)) == Set(SoftTokens.keys))
        #expect(fault.description.contains("'p256' (id=%01)"))
        try sayNothingSecret(fault)
    }

    @Test func `because several objects fit lists them`() async throws {
        let tokens = try await SoftTokens.shared.value
        let place = "?pin-source=\(tokens.folder.path("pin"))&module-path=\(tokens.modulePath)"
        let fault = try fault("pkcs11:token=apus\(place)")
        guard case .keyAmbiguous(_, let fitting) = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(fitting.count == SoftTokens.keys.count)
        let empty = try self.fault("pkcs11:token=empty\(place)")
        guard case .keyMissing(_, "empty", [], isLoggedIn: true) = empty else {
            Issue.record("\(empty)")
            return
        }
    }

    @Test func `without its PIN asks for it`() async throws {
        let tokens = try await SoftTokens.shared.value
        let fault = try fault("pkcs11:token=empty;object=x?module-path=\(tokens.modulePath)")
        #expect(fault == .pinMissing(token: "empty"))
        #expect(fault.cure.contains("pin-source"))
    }

    /// A login is the whole process's: this token is used by this test alone.
    @Test func `shows a wrong PIN to the token only once`() async throws {
        let tokens = try await SoftTokens.shared.value
        let place = "pkcs11:token=guarded;object=p256?module-path=\(tokens.modulePath)&pin-value="
        #expect(try fault(place + "000000") == .pinWrong(token: "guarded"))
        let again = try fault(place + "000000")
        #expect(again == .pinWrongBefore(token: "guarded"))
        #expect(again.cure.contains("do not try again"))
        try sayNothingSecret(again)
        let key = try TokenKey(TokenURI(place + SoftTokens.pin))
        #expect(key.kind == .elliptic(.p256))
    }

    @Test func `for want of the PIN's file names it`() async throws {
        let tokens = try await SoftTokens.shared.value
        let fault = try fault(
            "pkcs11:token=apus;object=p256?pin-source=/nowhere/pin&module-path=\(tokens.modulePath)"
        )
        #expect(
            fault
                == .pinUnreadable(path: "/nowhere/pin", reason: "No such file or directory"))
    }

    @Test func `of another type is refused before anything is loaded`() throws {
        #expect(try fault("pkcs11:type=cert?module-path=/nowhere") == .notAPrivateKey(.certificate))
        #expect(throws: TokenFault.address(.unknown("x"))) { try TokenKey.shared(at: "pkcs11:x=1") }
    }

    private func fault(_ text: String) throws -> TokenFault {
        let uri = try TokenURI(text)
        do throws(TokenFault) {
            _ = try TokenKey(uri)
        } catch {
            return error
        }
        throw StockPeerError("the key was opened")
    }

    private func sayNothingSecret(_ fault: TokenFault) throws {
        var dumped = ""
        dump(fault, to: &dumped)
        #expect(!"\(fault)\(dumped)".contains(SoftTokens.pin))
    }
}
