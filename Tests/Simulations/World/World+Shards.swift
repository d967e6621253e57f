import BrokerCore
import MQTTPackets

/// What the reactor does around a shard: effects, batches for other shards, sockets.
extension World {
    /// What the reactor does after it served something.
    func settle(_ index: Int) {
        let shard = shards[index]
        checkDrops(by: index)  // before the socket in question is closed
        while shard.hasEffects {
            var effects: [ConnectionEffect] = []
            shard.takeEffects(into: &effects)
            for effect in effects {
                carryOut(effect, on: index)
                checkDrops(by: index)
            }
        }
        shard.closeTick()
        takeJournal(of: index)
        post(from: index)
        var dirty: [ConnectionSlot] = []
        shard.takeDirty(into: &dirty)
        for slot in dirty {
            guard let connection = places[index][slot] else { continue }
            connection.hasUnsent = true
            checkOutbound(of: connection, slot)
            let isTakenNow = connection.appetite == .all || Bool.random(using: &random)
            if isTakenNow, connection.appetite != .nothing { flush(connection) }
        }
        var events: [BrokerEvent] = []
        shard.takeEvents(into: &events)
        noteRefusals(events)
        for case .sharedMessagesDropped(_, let count) in events {
            ledger.sharedDroppedCount += count
        }
        for case .storedMessagesLost(let clientID, let count) in events {
            ledger.check(false, "\(count) messages for \(clientID) cannot be read back")
        }
        if shard.hasEffects || shard.hasDirty || shard.hasOpenTick {
            settle(index)
        }
    }

    /// Hands what the tick wrote, and what it wants to have read, to the storage.
    private func takeJournal(of index: Int) {
        var batches: [JournalBatch] = []
        shards[index].takeJournal(into: &batches)
        for batch in batches { journals.submit(batch) }
        var requests: [FetchRequest] = []
        shards[index].takeFetches(into: &requests)
        for request in requests { fetches.append((index, request)) }
    }

    private func post(from index: Int) {
        let shard = shards[index]
        var congested: UInt64 = 0
        for destination in shards.indices where destination != index {
            let messages = shard.takeMessages(for: destination)
            if !messages.isEmpty {
                mailboxes[destination][index].append(
                    Batch(postedAt: trace.moment, messages: messages))
            }
            if mailboxes[destination][index].count > traits.congestedBatches {
                congested |= 1 << UInt64(destination)
            }
        }
        shard.setCongestedShards(congested)
        noteNews()
    }

    func noteNews() {
        let posted = mailboxes.joined().joined().lazy.map(\.postedAt)
        ledger.newsKnownUntil = posted.min() ?? .max
    }

    func deliverMailbox() -> Bool {
        var waiting: [(receiver: Int, sender: Int)] = []
        for receiver in shards.indices {
            for sender in shards.indices where !mailboxes[receiver][sender].isEmpty {
                waiting.append((receiver, sender))
            }
        }
        guard let (receiver, sender) = waiting.randomElement(using: &random) else { return false }
        let batch = mailboxes[receiver][sender].removeFirst()
        noteNews()
        shards[receiver].receive(batch.messages, from: sender, now: now)
        settle(receiver)
        if shards[sender].isAwaitingCongestion { settle(sender) }
        return true
    }

    private func carryOut(_ effect: ConnectionEffect, on index: Int) {
        let shard = shards[index]
        switch effect {
        case .authenticate(let slot, let request):
            verdicts.append((index, slot, request.userName))
        case .continueAuthentication:
            preconditionFailure("no simulated client names an authentication method")
        case .move(let slot, let destination):
            places[index][slot]?.slot = nil
            if let connection = places[index].removeValue(forKey: slot) {
                trace.note("\(connection.client.clientID) moves from \(index) to \(destination)")
                connection.shard = destination
                moving.append(connection)
            }
            shard.release(slot)
        case .close(let slot):
            if let connection = places[index].removeValue(forKey: slot) {
                if connection.appetite != .nothing {
                    connection.toClient += shard.takeOutbound(of: slot, now: now).taken
                }
                connection.hasUnsent = false
                connection.isClosed = true
                connection.slot = nil
                connection.client.mayHaveEnded(connection)
                if connection.client.connection !== connection { forget(connection) }
            }
            shard.release(slot)
        case .pauseReading(let slot): places[index][slot]?.isReadingPaused = true
        case .resumeReading(let slot):
            guard let connection = places[index][slot] else { return }
            connection.isReadingPaused = false
            feed(connection, evenNone: true)
        }
    }

    /// Messages stop at the limit; answers go on a little further.
    private func checkOutbound(of connection: SimulatedConnection, _ slot: ConnectionSlot) {
        let limits = traits.limits
        let waiting = shards[connection.shard].outboundBytes(of: slot)
        let (max, isTooLarge) = limits.outboundBytesMax.addingReportingOverflow(
            3 * limits.packetBytesMax)
        ledger.check(
            isTooLarge || waiting <= max,
            "\(connection.client.clientID): \(waiting) bytes wait for its socket")
    }

    /// QoS 0 messages are dropped for who does not read, and only beyond the limit.
    private func checkDrops(by index: Int) {
        let shard = shards[index]
        if shard.droppedMessages == knownDrops[index] { return }
        trace.note("shard \(index) dropped \(shard.droppedMessages - knownDrops[index])")
        knownDrops[index] = shard.droppedMessages
        ledger.check(
            places[index].keys.contains {
                shard.outboundBytes(of: $0) > traits.limits.outboundBytesMax
            }, "shard \(index) dropped a message although every socket kept up")
    }

    /// A refused message was never accepted; when the refusal is lost with the connection, the
    /// client sends it again behind what was accepted meanwhile.
    private func noteRefusals(_ events: [BrokerEvent]) {
        for event in events {
            let refused: String
            switch event {
            case .queueFull(let publisher, let session, _):
                trace.note("\(session) is full for \(publisher)")
                refused = publisher
            case .journalFull(let publisher, let waitingBytes):
                trace.note("\(waitingBytes) bytes wait for the disk, \(publisher) too")
                refused = publisher
            default: continue
            }
            guard let client = clients.first(where: { $0.clientID == refused }),
                client.version == .v5
            else { continue }
            for unsettled in client.unsettled { ledger.mayComeLate(unsettled.publish) }
        }
    }
}
