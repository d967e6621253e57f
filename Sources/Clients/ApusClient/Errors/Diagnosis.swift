internal import FaultCatalogue

extension MQTTClientError {
    /// Why something failed, who has to act and what helps.
    public struct Diagnosis: Hashable, Sendable, CustomStringConvertible {
        /// The fault's name, the same in the broker's log and for `apus explain`: `TLS-005`.
        public let faultID: String
        /// Who has to act.
        public let culprit: Culprit
        /// What is the matter: one sentence without its stop.
        public let what: String
        /// What to do, where possible as a command to paste: one sentence without its stop.
        public let cure: String
        /// Who answered, as far as it is known.
        public internal(set) var peer: Peer

        /// Who has to act so that a fault goes away.
        public enum Culprit: String, Hashable, Sendable, CaseIterable {
            /// This program, its settings and its files.
            case client
            /// The broker, its configuration and its files.
            case broker
            /// Whoever issued the certificates.
            case authority
            /// Whoever sets a clock.
            case clock
            /// What lies between the two, names and addresses included.
            case network
        }

        /// What is known of the other side, and as whom it was asked; nil where it is not.
        public struct Peer: Hashable, Sendable, CustomStringConvertible {
            /// The addresses that the host's name led to, and that were tried.
            public internal(set) var address: String?
            /// The name that was asked for in its place (SNI), where it is another than the host.
            public internal(set) var serverName: String?
            /// The subject of the certificate that was shown, as RFC 2253 writes it.
            public internal(set) var certificateSubject: String?
            /// SHA-256 of that certificate in hexadecimal digits.
            public internal(set) var certificateFingerprint: String?
            /// The client identifier that the other side refused.
            public internal(set) var clientID: String?
            /// The user name that the other side refused.
            public internal(set) var userName: String?

            /// Empty when nothing is known.
            public var description: String {
                let parts = [
                    address, serverName.map { "asked for as '\($0)'" },
                    certificateSubject.map { "certificate '\($0)'" },
                    certificateFingerprint.map { "SHA-256 \($0)" },
                    clientID.map { "client \(SafeText.quoted($0))" },
                    userName.map { "user \(SafeText.quoted($0))" },
                ]
                return parts.compactMap(\.self).joined(separator: ", ")
            }

            /// The same in brackets behind a name; empty when nothing is known.
            var aside: String { description.isEmpty ? "" : " (\(description))" }
        }

        /// What, cure and the fault's name in one line.
        public var description: String { "\(what); \(cure) [\(faultID)]" }
    }

    /// The fault's name, the same in the broker's log and for `apus explain`: `TLS-005`.
    ///
    /// Nil where there is nothing to explain, for example after a disconnection that was asked for.
    public var faultID: String? { diagnosis?.faultID }
}
