internal import FaultCatalogue
internal import NIOCore
internal import NIOPosix

extension NIOConnectionError {
    /// Why nobody was reached.
    func diagnosis(port: Int) -> MQTTClientError.Diagnosis {
        var peer = MQTTClientError.Diagnosis.Peer()
        let tried = connectionErrors.compactMap { $0.target.ipAddress }
        if !tried.isEmpty { peer.address = tried.joined(separator: ", ") }
        return MQTTClientError.Diagnosis(finding(port: port), peer: peer)
    }

    private func finding(port: Int) -> Finding {
        guard !connectionErrors.isEmpty else {
            return Finding(
                .hostUnknown, .network, what: "the name '\(host)' is unknown",
                cure: "check how it is spelt, or use the address; `getent hosts \(host)` asks again"
            )
        }
        let failures = connectionErrors.compactMap { ($0.error as? IOError)?.errnoCode }
            .map(SystemFailure.init)
        if let refusal = failures.first(where: \.isRefusal) {
            return Finding(
                .nobodyListens, .broker,
                what: "\(refusal.text): nobody listens at port \(port)",
                cure: "start the broker, or check host and port; it may listen on other addresses")
        }
        return Finding(
            .noAnswer, .network, what: failures.first?.text ?? "no answer",
            cure: "check the address, and whether a firewall lets port \(port) through")
    }
}
