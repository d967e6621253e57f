import BrokerCore
import MQTTPackets

/// What the lines read so far say about one listener.
struct ListenerDraft: Sendable {
    /// Where the listener was opened.
    let place: ConfigurationPlace

    /// The option that opened it.
    let option: String

    /// Where it listens.
    var address: ListenerAddress
    /// What its clients speak.
    var `protocol` = ListenerProtocol.mqtt
    /// The connections it holds at once; nil for no limit.
    var connectionsMax: Int?

    /// `max_qos`, `max_topic_alias` and `max_topic_alias_broker`.
    var qosMax = QoS.exactlyOnce
    var topicAliasMaximum: UInt16 = 10
    var topicAliasMaximumToClients: UInt16 = 10

    /// `use_username_as_clientid` and `bind_client_id`.
    var usesUserNameAsClientID = false
    var bindsClientID = false

    /// Rules of its own, with `per_listener_settings`.
    var access = AccessDraft()

    /// `listener_allow_anonymous`; nil where it is not written.
    var isAnonymousAllowed: Bool?
    /// `listener_auto_id_prefix`; nil where it is not written.
    var assignedClientIDPrefix: String?

    /// `certfile`, and below the other options of TLS; nil where they are not written.
    var certificateFile: String?
    var keyFile: String?
    var certificateAuthorityFile: String?
    var certificateAuthorityPath: String?
    var revocationListFile: String?
    var requiresCertificate = false
    var usesCommonNameAsUserName = false
    var usesSubjectAsUserName = false
    var alternativeNameAsUserName: AlternativeName?
    var dropsExpiredCertificates = false
    var isOneClientPerCertificate = false
    var minimumTLSVersion: TLSVersion?
    var cipherList: String?
    var cipherSuites: String?
}
