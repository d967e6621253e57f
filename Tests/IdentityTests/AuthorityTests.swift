import Foundation
import Identity
import Testing
import X509

@Suite struct AuthorityTests {
    let folder: TemporaryFolder
    let now = Date(timeIntervalSince1970: 1_800_000_000.75)

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `two authorities never share a name, even when one is given`() throws {
        for name in [nil, "Greenhouse CA"] {
            let first = try CertificateAuthority(naming: name, now: now)
            let second = try CertificateAuthority(naming: name, now: now)
            #expect(first.certificate.subject != second.certificate.subject)
        }
    }

    @Test func `a given name is the common name as it stands`() throws {
        #expect(try CertificateAuthority(naming: "Greenhouse CA", now: now).name == "Greenhouse CA")
    }

    @Test func `a leaf of the same name as its authority has another distinguished name`() throws {
        _ = try folder.store.makeAuthority(name: "localhost")
        _ = try folder.store.make([.server(ServerNames(["localhost"]))])
        let run = try ToolRun.openssl(
            "verify -x509_strict -CAfile pki/ca.crt -verify_hostname localhost pki/localhost.crt",
            in: folder)
        #expect(run.status == 0, "\(run.text)")
    }

    @Test func `a leaf ends with its authority at the latest`() throws {
        let authority = try CertificateAuthority(now: now)
        let key = CertificateAuthority.makeKey().publicKey
        let profile = LeafProfile.device(try DeviceName("esp8266"))
        let late = try authority.issue(profile, for: key, days: 36_500, now: now)
        let early = try authority.issue(profile, for: key, days: 1, now: now)
        #expect(late.notValidAfter == authority.certificate.notValidAfter)
        #expect(early.notValidAfter == Date(timeIntervalSince1970: 1_800_086_400))
    }

    @Test(arguments: [0, -1, 36_501, Int.max, Int.min])
    func `a lifetime outside a day and a century is refused`(days: Int) throws {
        #expect(throws: IdentityError.lifetime(days: days, daysMax: 36_500)) {
            try Lifetime(days: days, now: now)
        }
    }

    @Test func `nothing is issued by a clock that was never set`() throws {
        let start = Date(timeIntervalSince1970: 42)
        #expect(throws: IdentityError.clockNotSet(start)) {
            try CertificateAuthority(now: start)
        }
    }

    @Test func `an authority that has ended issues nothing more`() throws {
        let made = try folder.store.makeAuthority(now: now)
        let error = IdentityError.authorityExpired(
            path: made.certificatePath, since: made.notAfter)
        #expect(throws: error) { try folder.store.loadAuthority(now: made.notAfter) }
    }

    @Test func `a signature of another key under the same name is not ours`() throws {
        let authority = try CertificateAuthority(now: now)
        let leaf = try authority.issue(
            .device(DeviceName("esp8266")), for: authority.key.publicKey, days: 1, now: now)
        #expect(authority.issued(leaf))
        #expect(!(try CertificateAuthority(now: now).issued(leaf)))
    }
}
