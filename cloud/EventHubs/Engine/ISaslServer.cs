namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>Who may enter.</summary>
public interface ISaslServer
{
    /// <summary>The mechanisms on offer. All of them need one message only.</summary>
    IReadOnlyList<string> Mechanisms { get; }

    /// <summary>Whether a client may begin with AMQP's header, without a security layer.</summary>
    bool MayBeAbsent { get; }

    /// <summary>Whether the client may enter.</summary>
    /// <param name="mechanism">One of <see cref="Mechanisms"/>.</param>
    /// <param name="response">Its initial response.</param>
    /// <param name="identity">Who it is; null for nobody in particular.</param>
    bool Authenticate(string mechanism, ReadOnlySpan<byte> response, out string? identity);
}
