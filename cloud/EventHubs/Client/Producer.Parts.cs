using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Client;

/// <content>Batches as the parts that they are sent in, in their order.</content>
public sealed partial class Producer
{
    private void Divide(Part part, AmqpError error)
    {
        if (part.Batch.Split() is not var (first, second))
        {
            part.Ticket.Oversized.Add(part.FirstIndex);
            part.Ticket.Error ??= error;
            Done(part);
            return;
        }
        part.Ticket.PartsLeft++;
        Return(new Part(second, part.FirstIndex + first.Count, part.Ticket));
        Return(new Part(first, part.FirstIndex, part.Ticket));
    }

    /// <summary>Puts a part back where it was in the order.</summary>
    private void Return(Part part)
    {
        if (part.Ticket.IsWithdrawn)
        {
            Drop(part);
            return;
        }
        int at = _waiting.FindIndex(other => other.Ticket.Number > part.Ticket.Number
            || (other.Ticket.Number == part.Ticket.Number && other.FirstIndex > part.FirstIndex));
        _waiting.Insert(at < 0 ? _waiting.Count : at, part);
    }

    /// <summary>A part that was withdrawn before it was accepted.</summary>
    private void Drop(Part part)
    {
        part.Ticket.IsIncomplete = true;
        Done(part);
    }

    private void Done(Part part)
    {
        var ticket = part.Ticket;
        if (--ticket.PartsLeft > 0)
        {
            return;
        }
        ticket.Oversized.Sort();
        // Refused goes first: of an oversized batch everything but the events that are named is stored.
        Report(ticket, ticket.IsIncomplete ? SendOutcome.Ended : ticket.Refusal is not null ? SendOutcome.Refused
            : ticket.Oversized.Count > 0 ? SendOutcome.Oversized : SendOutcome.Accepted, ticket.Refusal ?? ticket.Error);
    }

    private void Report(Ticket ticket, SendOutcome outcome, AmqpError? error)
    {
        _open.Remove(ticket.Number);
        _reported(new SendReport(ticket.Number, outcome, error, ticket.Oversized));
    }

    private void ReportAll(SendOutcome outcome, AmqpError? error)
    {
        var tickets = _waiting.Select(part => part.Ticket).Distinct().ToArray();
        _waiting.Clear();
        foreach (var ticket in tickets)
        {
            Report(ticket, outcome, error);
        }
    }

    private sealed record Part(EventBatch Batch, int FirstIndex, Ticket Ticket)
    {
        public int Rejections { get; set; }
    }

    private sealed class Ticket(long number)
    {
        public long Number => number;

        public int PartsLeft { get; set; } = 1;

        /// <summary>Why events of it are too large.</summary>
        public AmqpError? Error { get; set; }

        /// <summary>Why a part of it was refused.</summary>
        public AmqpError? Refusal { get; set; }

        /// <summary>Whether nobody waits for it any more.</summary>
        public bool IsWithdrawn { get; set; }

        /// <summary>Whether a part of it was withdrawn before it was accepted.</summary>
        public bool IsIncomplete { get; set; }

        public List<int> Oversized { get; } = [];
    }
}
