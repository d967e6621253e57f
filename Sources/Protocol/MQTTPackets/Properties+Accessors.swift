// A table: one typed accessor per property that a packet bears once.

/// Each accessor is nil when the property is absent; setting nil removes it.
extension Properties {
    /// What the sender says of the payload.
    package var payloadFormatIndicator: PayloadFormat? {
        get {
            for case .payloadFormatIndicator(let value) in list { return value }
            return nil
        }
        set { replace(.payloadFormatIndicator, with: newValue.map { .payloadFormatIndicator($0) }) }
    }

    /// Seconds until the message is worthless.
    package var messageExpiryInterval: UInt32? {
        get {
            for case .messageExpiryInterval(let value) in list { return value }
            return nil
        }
        set { replace(.messageExpiryInterval, with: newValue.map { .messageExpiryInterval($0) }) }
    }

    /// The kind of content, as the applications agreed.
    package var contentType: String? {
        get {
            for case .contentType(let value) in list { return value }
            return nil
        }
        set { replace(.contentType, with: newValue.map { .contentType($0) }) }
    }

    /// Where a response is to be published.
    package var responseTopic: String? {
        get {
            for case .responseTopic(let value) in list { return value }
            return nil
        }
        set { replace(.responseTopic, with: newValue.map { .responseTopic($0) }) }
    }

    /// What tells the requester which request a response answers.
    package var correlationData: [UInt8]? {
        get {
            for case .correlationData(let value) in list { return value }
            return nil
        }
        set { replace(.correlationData, with: newValue.map { .correlationData($0) }) }
    }

    /// The first subscription identifier; SUBSCRIBE has no other.
    package var subscriptionIdentifier: UInt32? {
        get {
            for case .subscriptionIdentifier(let value) in list { return value }
            return nil
        }
        set { replace(.subscriptionIdentifier, with: newValue.map { .subscriptionIdentifier($0) }) }
    }

    /// Seconds that the session outlives the connection; `UInt32.max` means for ever.
    package var sessionExpiryInterval: UInt32? {
        get {
            for case .sessionExpiryInterval(let value) in list { return value }
            return nil
        }
        set { replace(.sessionExpiryInterval, with: newValue.map { .sessionExpiryInterval($0) }) }
    }

    /// The client identifier that the server chose.
    package var assignedClientIdentifier: String? {
        get {
            for case .assignedClientIdentifier(let value) in list { return value }
            return nil
        }
        set {
            replace(.assignedClientIdentifier, with: newValue.map { .assignedClientIdentifier($0) })
        }
    }

    /// The keep alive in seconds that the client must use instead of its own.
    package var serverKeepAlive: UInt16? {
        get {
            for case .serverKeepAlive(let value) in list { return value }
            return nil
        }
        set { replace(.serverKeepAlive, with: newValue.map { .serverKeepAlive($0) }) }
    }

    /// The name of the extended authentication method.
    package var authenticationMethod: String? {
        get {
            for case .authenticationMethod(let value) in list { return value }
            return nil
        }
        set { replace(.authenticationMethod, with: newValue.map { .authenticationMethod($0) }) }
    }

    /// What the authentication method exchanges.
    package var authenticationData: [UInt8]? {
        get {
            for case .authenticationData(let value) in list { return value }
            return nil
        }
        set { replace(.authenticationData, with: newValue.map { .authenticationData($0) }) }
    }

    /// Whether the client wants reason strings and user properties on failure.
    package var requestProblemInformation: Bool? {
        get {
            for case .requestProblemInformation(let value) in list { return value }
            return nil
        }
        set {
            replace(
                .requestProblemInformation, with: newValue.map { .requestProblemInformation($0) })
        }
    }

    /// Seconds between the loss of the connection and the will.
    package var willDelayInterval: UInt32? {
        get {
            for case .willDelayInterval(let value) in list { return value }
            return nil
        }
        set { replace(.willDelayInterval, with: newValue.map { .willDelayInterval($0) }) }
    }

    /// Whether the client asks for response information.
    package var requestResponseInformation: Bool? {
        get {
            for case .requestResponseInformation(let value) in list { return value }
            return nil
        }
        set {
            replace(
                .requestResponseInformation, with: newValue.map { .requestResponseInformation($0) })
        }
    }

    /// The basis for response topics.
    package var responseInformation: String? {
        get {
            for case .responseInformation(let value) in list { return value }
            return nil
        }
        set { replace(.responseInformation, with: newValue.map { .responseInformation($0) }) }
    }

    /// The other server to use.
    package var serverReference: String? {
        get {
            for case .serverReference(let value) in list { return value }
            return nil
        }
        set { replace(.serverReference, with: newValue.map { .serverReference($0) }) }
    }

    /// The reason in words, for diagnosis only.
    package var reasonString: String? {
        get {
            for case .reasonString(let value) in list { return value }
            return nil
        }
        set { replace(.reasonString, with: newValue.map { .reasonString($0) }) }
    }

    /// How many QoS 1 and 2 publishes the sender accepts at a time.
    package var receiveMaximum: UInt16? {
        get {
            for case .receiveMaximum(let value) in list { return value }
            return nil
        }
        set { replace(.receiveMaximum, with: newValue.map { .receiveMaximum($0) }) }
    }

    /// The highest topic alias that the sender accepts.
    package var topicAliasMaximum: UInt16? {
        get {
            for case .topicAliasMaximum(let value) in list { return value }
            return nil
        }
        set { replace(.topicAliasMaximum, with: newValue.map { .topicAliasMaximum($0) }) }
    }

    /// The number that stands for the topic name.
    package var topicAlias: UInt16? {
        get {
            for case .topicAlias(let value) in list { return value }
            return nil
        }
        set { replace(.topicAlias, with: newValue.map { .topicAlias($0) }) }
    }

    /// The highest quality of service that the server supports.
    package var maximumQoS: QoS? {
        get {
            for case .maximumQoS(let value) in list { return value }
            return nil
        }
        set { replace(.maximumQoS, with: newValue.map { .maximumQoS($0) }) }
    }

    /// Whether the server keeps retained messages.
    package var retainAvailable: Bool? {
        get {
            for case .retainAvailable(let value) in list { return value }
            return nil
        }
        set { replace(.retainAvailable, with: newValue.map { .retainAvailable($0) }) }
    }

    /// The largest packet in bytes that the sender accepts.
    package var maximumPacketSize: UInt32? {
        get {
            for case .maximumPacketSize(let value) in list { return value }
            return nil
        }
        set { replace(.maximumPacketSize, with: newValue.map { .maximumPacketSize($0) }) }
    }

    /// Whether the server supports wildcards.
    package var wildcardSubscriptionAvailable: Bool? {
        get {
            for case .wildcardSubscriptionAvailable(let value) in list { return value }
            return nil
        }
        set {
            replace(
                .wildcardSubscriptionAvailable,
                with: newValue.map { .wildcardSubscriptionAvailable($0) })
        }
    }

    /// Whether the server supports subscription identifiers.
    package var subscriptionIdentifiersAvailable: Bool? {
        get {
            for case .subscriptionIdentifiersAvailable(let value) in list { return value }
            return nil
        }
        set {
            replace(
                .subscriptionIdentifiersAvailable,
                with: newValue.map { .subscriptionIdentifiersAvailable($0) })
        }
    }

    /// Whether the server supports shared subscriptions.
    package var sharedSubscriptionAvailable: Bool? {
        get {
            for case .sharedSubscriptionAvailable(let value) in list { return value }
            return nil
        }
        set {
            replace(
                .sharedSubscriptionAvailable,
                with: newValue.map { .sharedSubscriptionAvailable($0) })
        }
    }
}
