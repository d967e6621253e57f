import BrokerCore
import FaultCatalogue

/// A peer speaks another protocol than its listener.
enum ForeignText {
    /// - Parameters:
    ///   - place: the listener as a person writes it; nil where it is not known.
    ///   - speaksTLS: whether the listener does.
    static func finding(
        for foreign: ForeignProtocol, place: String?, speaksTLS: Bool
    ) -> Finding {
        let listener = place ?? "this listener"
        let own = speaksTLS ? "TLS" : "plain MQTT"
        return switch foreign {
        case .mqtt:
            Finding(
                .wrongPort, .client,
                what: "it speaks plain MQTT, but \(listener) speaks TLS",
                cure: "give it --cafile (mosquitto's clients speak no TLS without), or let it "
                    + "connect to a plain port")
        case .tls:
            Finding(
                .wrongPort, .client,
                what: "it speaks TLS, but \(listener) speaks plain MQTT",
                cure: "a TLS client must connect to a TLS listener; that is another port, by "
                    + "custom 8883")
        case .http:
            Finding(
                .notMQTT, .client,
                what: "it speaks plain HTTP, but \(listener) speaks \(own)",
                cure: "let browsers and health checks use another port; an MQTT client must "
                    + "connect by mqtt: or mqtts:, not http:")
        case .proxy:
            Finding(
                .somethingBetween, .network,
                what: "a load balancer in between begins with a PROXY protocol header, which "
                    + "\(listener) does not take",
                cure: "turn the PROXY protocol (send-proxy, proxy_protocol) off in that load "
                    + "balancer")
        case .secureShell:
            Finding(
                .notMQTT, .client, what: "it speaks SSH, but \(listener) speaks \(own)",
                cure: "let ssh connect to its own port, by custom 22")
        }
    }
}
