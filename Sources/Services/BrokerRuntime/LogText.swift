import BrokerCore
import MQTTPackets

/// The log lines of broker events: as mosquitto prints them where it prints them, and else who,
/// what, why and the cure in one line.
enum LogText {
    /// The kind and text of the line, or nil for an event that is no line of its own.
    /// - Parameter peer: address and port as mosquitto writes them.
    static func line(for event: BrokerEvent, peer: String?) -> (type: LogTypes, text: String)? {
        switch event {
        case .connected(_, let client): (.notice, connected(client, peer: peer))
        case .sendingConnAck(let clientID, let isSessionPresent, let code):
            (.debug, "Sending CONNACK to \(clientID) (\(isSessionPresent ? 1 : 0), \(code))")
        case .refused: nil  // told by Refusals
        case .ended(_, let clientID, let reason):
            EndText.line(who: who(clientID, peer), clientID: clientID, reason)
        case .receivedPublish(let trace):
            (.debug, "Received PUBLISH from \(trace.clientID) \(details(of: trace))")
        case .deniedPublish(let trace):
            (.debug, "Denied PUBLISH from \(trace.clientID) \(details(of: trace))")
        case .sendingPublish(let trace):
            (.debug, "Sending PUBLISH to \(trace.clientID) \(details(of: trace))")
        case .receivedAcknowledgement(let type, let clientID, let packetID, let reasonCode):
            (.debug, received(type, clientID, packetID, reasonCode))
        case .sendingAcknowledgement(let type, let clientID, let packetID, let reasonCode):
            (.debug, sending(type, clientID, packetID, reasonCode))
        case .receivedSubscribe(let clientID): (.debug, "Received SUBSCRIBE from \(clientID)")
        case .subscribed(let clientID, let filter, let requested, let granted):
            subscribed(clientID, filter, requested, granted)
        case .sendingSubAck(let clientID): (.debug, "Sending SUBACK to \(clientID)")
        case .receivedUnsubscribe(let clientID): (.debug, "Received UNSUBSCRIBE from \(clientID)")
        case .unsubscribed(_, let filter): (.debug, "\t\(filter)")
        case .sendingUnsubAck(let clientID): (.debug, "Sending UNSUBACK to \(clientID)")
        case .receivedPingReq(let clientID): (.debug, "Received PINGREQ from \(clientID)")
        case .sendingPingResp(let clientID): (.debug, "Sending PINGRESP to \(clientID)")
        case .receivedDisconnect(let clientID): (.debug, "Received DISCONNECT from \(clientID)")
        case .receivedAuth(let clientID, let reasonCode):
            (.debug, "Received AUTH from \(clientID) (rc\(reasonCode.rawValue))")
        case .sendingAuth(let clientID, let reasonCode):
            (.debug, "Sending AUTH to \(clientID) (rc\(reasonCode.rawValue))")
        case .droppingForSlowReader, .queueFull, .sharedMessagesDropped, .journalFull,
            .storedMessagesLost:
            QueueText.line(for: event)
        }
    }

    /// Lines that belong to one event and follow its first line.
    static func moreLines(for event: BrokerEvent) -> [(type: LogTypes, text: String)] {
        switch event {
        case .connected(_, let client): will(of: client).map { (.debug, $0) }
        case .subscribed(let clientID, let filter, _, let granted?):
            [(.subscribe, "\(clientID) \(granted.rawValue) \(filter)")]
        case .unsubscribed(let clientID, let filter):
            [(.unsubscribe, "\(clientID) \(filter)")]
        default: []
        }
    }

    /// "(d0, q0, r0, m0, 'world', ... (5 bytes))".
    static func details(of trace: PublishTrace) -> String {
        "(d\(trace.isDuplicate ? 1 : 0), q\(trace.qos.rawValue), r\(trace.isRetained ? 1 : 0), "
            + "m\(trace.packetID), '\(trace.topic)', ... (\(trace.payloadBytes) bytes))"
    }

    /// Client identifier and address; mosquitto's "<unknown>" before CONNECT.
    private static func who(_ clientID: String?, _ peer: String?) -> String {
        let name = clientID ?? "<unknown>"
        return peer.map { "\(name) [\($0)]" } ?? name
    }

    private static func connected(_ client: ConnectedClient, peer: String?) -> String {
        let version =
            switch client.version {
            case .v31: 1
            case .v311: 2
            case .v5: 5
            }
        let user = client.userName.map { ", u'\($0)'" } ?? ""
        return "New client connected from \(peer ?? "?") as \(client.clientID) "
            + "(p\(version), c\(client.isClean ? 1 : 0), k\(client.keepAlive)\(user))."
    }

    private static func will(of client: ConnectedClient) -> [String] {
        guard let will = client.will else { return ["No will message specified."] }
        return [
            "Will message specified (\(will.payloadBytes) bytes) "
                + "(r\(will.isRetained ? 1 : 0), q\(will.qos.rawValue)).",
            "\t\(will.topic)",
        ]
    }

    private static func received(
        _ type: PacketType, _ clientID: String, _ packetID: UInt16, _ reasonCode: ReasonCode
    ) -> String {
        let name = name(of: type)
        let bearsReason = type == .puback || type == .pubcomp
        let reason = bearsReason ? ", RC:\(reasonCode.rawValue)" : ""
        return "Received \(name) from \(clientID) (Mid: \(packetID)\(reason))"
    }

    private static func sending(
        _ type: PacketType, _ clientID: String, _ packetID: UInt16, _ reasonCode: ReasonCode
    ) -> String {
        let bearsReason = type == .puback || type == .pubrec
        let reason = bearsReason ? ", rc\(reasonCode.rawValue)" : ""
        return "Sending \(name(of: type)) to \(clientID) (m\(packetID)\(reason))"
    }

    private static func name(of type: PacketType) -> String {
        switch type {
        case .puback: "PUBACK"
        case .pubrec: "PUBREC"
        case .pubrel: "PUBREL"
        default: "PUBCOMP"
        }
    }

    private static func subscribed(
        _ clientID: String, _ filter: String, _ requested: QoS, _ granted: QoS?
    ) -> (type: LogTypes, text: String) {
        if granted != nil { return (.debug, "\t\(filter) (QoS \(requested.rawValue))") }
        return (
            .notice,
            "Client \(clientID) may not subscribe to '\(filter)': it is no topic filter that this "
                + "broker serves; '#' stands alone at the end, '+' alone in its level."
        )
    }
}
