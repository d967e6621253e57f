import MQTTPackets
import MQTTSessions
import MQTTTopics

/// What shards tell each other: publications in batches, and who wants which filters.
extension Shard {
    /// Messages for the other shard that gathered in this tick; empty when there are none.
    package func takeMessages(for shard: Int) -> [ShardMessage] {
        closeStage(of: shard)
        if outboxes[shard].isEmpty { return [] }
        var messages: [ShardMessage] = []
        swap(&messages, &outboxes[shard])
        return messages
    }

    /// Acts on what another shard told, in its order.
    package func receive(
        _ messages: [ShardMessage], from source: Int, now: MonotonicTime
    ) {
        self.now = now
        for message in messages {
            switch message {
            case .publications(let bytes, let batch):
                serve(JournalPoint(shard: UInt32(source), batch: batch))
                receivePublications(bytes, of: batch, from: source)
                serve(nil)
            case .returned(let bytes, let batch): takeReturned(bytes, of: batch)
            case .batchClosed(let batch): answerClaims(of: batch, to: source)
            case .claims(let batch, let operations):
                takeClaims(operations, for: batch)
            case .batchesDurable(let batch): takeDurable(upTo: batch, of: source)
            case .interest(let filters, let token):
                for filter in filters {
                    _ = topics.value.insert(
                        filter: filter.span, subscriber: .shard(UInt32(source)),
                        options: QoS.exactlyOnce.rawValue, identifier: 0)
                }
                post(.interestKnown(token: token), to: source)
            case .interestEnded(let filter):
                _ = topics.value.remove(filter: filter.span, subscriber: .shard(UInt32(source)))
            case .interestKnown(let token): takeInterestKnown(token)
            case .queueFull(let clientID, let filters):
                fullQueues.insert(clientID, filters)
            case .queueHasRoom(let clientID, let filters):
                fullQueues.remove(clientID, filters)
                resumeStalled()
            case .memberJoined(let filter, let member): takeMemberJoined(filter, member)
            case .memberLeft(let filter, let address): takeMemberLeft(filter, address)
            case .memberStanding(let address, let standing):
                takeStanding(of: address, standing)
            }
        }
    }

    /// Notes which shards' mailboxes are over their high-water mark; publishers that feed them are
    /// not read from meanwhile.
    package func setCongestedShards(_ shards: UInt64) {
        congestedShards = shards
        if shards != 0 { return }
        for slot in awaitingCongestion {
            guard let connection = connection(at: slot), connection.isStalled else { continue }
            connection.isStalled = false
            effects.append(.resumeReading(slot))
        }
        awaitingCongestion.removeAll(keepingCapacity: true)
    }

    /// Whether publishers wait until another shard has emptied its mailbox.
    package var isAwaitingCongestion: Bool { !awaitingCongestion.isEmpty }

    /// Copies the publication into the stage of every shard whose bit is set.
    func stage(_ publication: Publication, in bytes: Span<UInt8>, for shards: UInt64) {
        noteStaged(publication.qos, for: shards)
        var rest = shards
        while rest != 0 {
            let shard = rest.trailingZeroBitCount
            rest &= rest - 1
            PublicationRecord.append(publication, in: bytes, to: &stages[shard])
        }
    }

    /// What the shards owe for the message becomes part of this tick's batch.
    func noteStaged(_ qos: QoS, for shards: UInt64) {
        if !journals || qos == .atMostOnce || shards == 0 { return }
        if servedPoint != nil { return }  // that batch is closed, and asks for itself
        log.debtors |= shards
        touchesJournal = true
    }

    /// Tells the other shards of filters; the SUBACK waits until all of them know.
    func announce(_ filters: [[UInt8]], before pending: PendingSubscription) {
        let token = nextToken
        nextToken &+= 1
        pendingSubscriptions[token] = pending
        for shard in 0..<shardCount where shard != index {
            post(.interest(filters: filters, token: token), to: shard)
        }
    }

    /// Tells the other shards that nobody here wants the filter any more.
    func endInterest(_ filter: [UInt8]) {
        for shard in 0..<shardCount where shard != index {
            post(.interestEnded(filter: filter), to: shard)
        }
    }

    private func takeInterestKnown(_ token: UInt32) {
        guard var pending = pendingSubscriptions[token] else { return }
        pending.missing -= 1
        if pending.missing > 0 {
            pendingSubscriptions[token] = pending
        } else {
            pendingSubscriptions[token] = nil
            complete(pending)
        }
    }

    private func receivePublications(_ bytes: [UInt8], of batch: UInt64, from source: Int) {
        let span = bytes.span
        var position = 0
        while let record = PublicationRecord.next(in: span, at: position) {
            let bytes = span.extracting(record.start..<record.end)
            if var addressees = record.addressees {
                var stored: StoredMessage?
                var shards: UInt64 = 0
                while let addressee = PublicationRecord.popFirst(&addressees, in: span) {
                    shards |= receive(
                        record.publication, in: bytes, for: addressee, keeping: &stored)
                }
                stageAddressed(record.publication, in: bytes, for: shards)
                sendBack(record.publication, in: bytes, of: batch, to: source)
            } else {
                _ = route(record.publication, in: bytes, from: nil, isForeign: true)
            }
            position = record.end
        }
    }

    /// Lets the shard that chose members which have left choose again.
    private func sendBack(
        _ publication: Publication, in bytes: Span<UInt8>, of batch: UInt64, to source: Int
    ) {
        if returnedGroups.isEmpty { return }
        var record: [UInt8] = []
        PublicationRecord.append(publication, in: bytes, for: returnedGroups, to: &record)
        returnedGroups.removeAll(keepingCapacity: returnedGroups.count <= 64)
        post(.returned(record, batch: batch), to: source)
    }

    /// Hands publications that came back to other members of their groups.
    func shareAgain(_ bytes: [UInt8]) {
        let span = bytes.span
        var position = 0
        while let record = PublicationRecord.next(in: span, at: position) {
            let bytes = span.extracting(record.start..<record.end)
            var stored: StoredMessage?
            var shards: UInt64 = 0
            var addressees = record.addressees ?? 0..<0
            while let addressee = PublicationRecord.popFirst(&addressees, in: span) {
                guard let group = shareGroups.group(hash: addressee.groupHash) else { continue }
                shards |= share(record.publication, in: bytes, with: group, keeping: &stored)
            }
            stageAddressed(record.publication, in: bytes, for: shards)
            position = record.end
        }
    }

    func post(_ message: ShardMessage, to shard: Int) {
        closeStage(of: shard)
        outboxes[shard].append(message)
    }

    func closeStage(of shard: Int) { closeStage(of: shard, batch: log.open) }

    func closeStage(of shard: Int, batch: UInt64) {
        if stages[shard].isEmpty { return }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(stages[shard].count, Self.stageBytesReservedMax))
        swap(&bytes, &stages[shard])
        outboxes[shard].append(.publications(bytes, batch: batch))
    }

    /// The next tick's stage begins with room for what this one's held, up to so much: growing from
    /// nothing copies everything twice.
    private static var stageBytesReservedMax: Int { 1 << 16 }
}
