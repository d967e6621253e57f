internal import FaultCatalogue

extension MQTTClientError.Diagnosis {
    /// The judge's words in those of the public API.
    init(_ finding: Finding, peer: Peer = Peer()) {
        faultID = finding.id.rawValue
        culprit =
            switch finding.culprit {
            case .client: .client
            case .broker: .broker
            case .authority: .authority
            case .clock: .clock
            case .network: .network
            }
        what = finding.what
        cure = finding.cure
        self.peer = peer
    }
}
