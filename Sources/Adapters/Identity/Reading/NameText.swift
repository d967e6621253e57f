import SwiftASN1
import X509

/// Alternative names as OpenSSL's tools take them.
enum NameText {
    /// `DNS:localhost`, `IP:127.0.0.1`, `URI:…`, `email:…`; other kinds as they describe
    /// themselves.
    static func text(_ name: GeneralName) -> String {
        switch name {
        case .dnsName(let text): "DNS:" + text
        case .uniformResourceIdentifier(let text): "URI:" + text
        case .rfc822Name(let text): "email:" + text
        case .ipAddress(let address): "IP:" + self.address(Array(address.bytes))
        default: name.description
        }
    }

    private static func address(_ bytes: [UInt8]) -> String {
        bytes.count == 4 || bytes.count == 16
            ? ServerName.addressText(of: bytes) : "<\(bytes.count) bytes>"
    }
}

extension KeyUsage {
    /// The uses in OpenSSL's spelling of its configuration.
    var names: [String] {
        let all: [(Bool, String)] = [
            (digitalSignature, "digitalSignature"), (nonRepudiation, "nonRepudiation"),
            (keyEncipherment, "keyEncipherment"), (dataEncipherment, "dataEncipherment"),
            (keyAgreement, "keyAgreement"), (keyCertSign, "keyCertSign"), (cRLSign, "cRLSign"),
            (encipherOnly, "encipherOnly"), (decipherOnly, "decipherOnly"),
        ]
        return all.filter(\.0).map(\.1)
    }
}

extension ExtendedKeyUsage.Usage {
    /// The use in OpenSSL's spelling of its configuration.
    var name: String {
        switch self {
        case .serverAuth: "serverAuth"
        case .clientAuth: "clientAuth"
        case .codeSigning: "codeSigning"
        case .emailProtection: "emailProtection"
        case .timeStamping: "timeStamping"
        case .ocspSigning: "OCSPSigning"
        default: description
        }
    }
}

extension Certificate.PublicKey {
    /// The key with its algorithm, as certificates hold it.
    var subjectPublicKeyInfoDER: [UInt8] {
        var coder = DER.Serializer()
        // A key that was parsed can be written again.
        try? coder.serialize(self)
        return coder.serializedBytes
    }
}
