package import BrokerCore
import FoundationEssentials

/// SCRAM-SHA-256 (RFC 5802, RFC 7677): the client proves its password without sending it, and the
/// broker proves that it knows the client's.
package struct SCRAMSHA256: AuthenticationMechanism {
    private let users: SCRAMFile
    private let makeNonce: @Sendable () -> String

    /// - Parameter makeNonce: differs each time, and nobody can foresee it.
    package init(
        users: SCRAMFile, makeNonce: @escaping @Sendable () -> String = SCRAMSHA256.randomNonce
    ) {
        self.users = users
        self.makeNonce = makeNonce
    }

    /// What CONNECT and AUTH call it.
    package var name: String { "SCRAM-SHA-256" }

    /// What became of a user who proved its password by the mechanism that this one replaces.
    package func lapse(
        of user: String, since former: (any AuthenticationMechanism)?
    ) -> Lapse? {
        users.lapse(of: user, since: (former as? SCRAMSHA256)?.users)
    }

    /// 144 random bits in base64, which has no comma.
    package static let randomNonce: @Sendable () -> String = {
        Data((0..<18).map { _ in .random(in: .min ... .max) }).base64EncodedString()
    }

    /// Answers the client's name and nonce with salt, iterations and a longer nonce.
    package func begin(_ data: [UInt8]?) -> AuthenticationStep {
        do throws(SCRAMFault) {
            let first = try SCRAMClientFirst(data)
            guard let (credential, isKnown) = users.credential(for: first.userName) else {
                throw SCRAMFault.noDigest
            }
            let nonce = first.nonce + makeNonce()
            let salt = Data(credential.salt).base64EncodedString()
            let challenge = "r=\(nonce),s=\(salt),i=\(credential.iterations)"
            return .challenge(Array(challenge.utf8)) { answer in
                finish(
                    answer, first: first, challenge: challenge, nonce: String(nonce),
                    credential: credential, isKnown: isKnown)
            }
        } catch {
            return .refused(.scramMessage(error))
        }
    }

    /// Checks the proof; an unknown user takes every step that a known one takes.
    private func finish(
        _ data: [UInt8]?, first: SCRAMClientFirst, challenge: String, nonce: String,
        credential: SCRAMCredential, isKnown: Bool
    ) -> AuthenticationStep {
        do throws(SCRAMFault) {
            let final = try SCRAMClientFinal(data, header: first.header, nonce: nonce)
            let message = Array("\(first.bare),\(challenge),\(final.withoutProof)".utf8)
            guard let signature = SHA256Digest.hmac(credential.storedKey, message),
                let proven = SHA256Digest.of(zip(final.proof, signature).map { $0 ^ $1 }),
                let answer = SHA256Digest.hmac(credential.serverKey, message)
            else { throw SCRAMFault.noDigest }
            let isRight = Digest.areEqualInConstantTime(proven, credential.storedKey)
            if !isKnown { return .refused(.scramUserUnknown(first.userName)) }
            if !isRight { return .refused(.scramProofWrong(userName: first.userName)) }
            return .accepted(
                userName: first.userName,
                data: Array("v=\(Data(answer).base64EncodedString())".utf8))
        } catch {
            return .refused(.scramMessage(error))
        }
    }
}
