import CertificateJudgement
import FaultCatalogue
import Foundation

/// What one side shows the other, before the judge and before `openssl verify`.
struct Scene {
    static let day: Int64 = 86_400

    var presented: [Made]
    var anchors: [Made]
    var role = ChainCase.Role.server
    var host: String? = "localhost"
    var lists: [MadeList] = []
    var now = Int64(Date().timeIntervalSince1970)
    var needsCommonName = false
    /// Whom `openssl verify` is asked about, when it is not the first that is shown.
    var subject: Made?

    var findings: [Finding] {
        var chain = ChainCase(
            presented: presented.map(\.facts), anchors: anchors.map(\.facts), role: role, now: now,
            host: role == .server ? host : nil, revocationLists: lists.map(\.facts))
        chain.needsCommonName = needsCommonName
        return ChainJudge.findings(in: chain)
    }

    /// Nil when it accepts, else what it says.
    func refusal(in workshop: Workshop, options: [String] = []) throws -> String? {
        var arguments = ["verify", "-no-CApath", "-no-CAstore", "-auth_level", "2"]
        arguments += ["-attime", "\(now)", "-CAfile", try workshop.bundle(anchors)]
        arguments += ["-purpose", role == .server ? "sslserver" : "sslclient"]
        arguments += ["-untrusted", try workshop.bundle(presented)]
        if !lists.isEmpty {
            let file = try workshop.write(lists.map(\.pem).joined(), extension: "crl")
            arguments += ["-crl_check", "-CRLfile", file]
        }
        if role == .server, let host {
            switch HostName(host) {
            case .address: arguments += ["-verify_ip", host]
            case .domain: arguments += ["-verify_hostname", host]
            }
        }
        let (status, text) = try workshop.run(
            arguments + options + [(subject ?? presented[0]).file])
        return status == 0 ? nil : text
    }
}
