using System.Globalization;
using Wattline.Cloud.Commands.Decisions;

namespace Wattline.Cloud.Portal.Api;

/// <summary>A command as a person asks for it.</summary>
/// <param name="Command">Its name, such as <c>trip</c>.</param>
/// <param name="Meter">One meter.</param>
/// <param name="Meters">Several.</param>
/// <param name="Concentrator">The concentrator, where no meter is meant.</param>
/// <param name="Expires">When it is over (RFC 3339).</param>
/// <param name="Reason">Why.</param>
/// <param name="Consent">The customer's consent.</param>
/// <param name="Request">The caller's name for this request: the same again is no news.</param>
/// <param name="Identifiers">What is read, 8 hex digits each (DI3 DI2 DI1 DI0).</param>
/// <param name="Count">How many identifiers a range has.</param>
/// <param name="PatienceSeconds">How long a relay is watched.</param>
/// <param name="Frame">A frame that is passed through.</param>
/// <param name="Search">Where meters are looked for.</param>
/// <param name="Line">The line whose meters are frozen.</param>
internal sealed record OrderBody(
    string Command, string? Meter = null, IReadOnlyList<string>? Meters = null, string? Concentrator = null, DateTimeOffset? Expires = null, string? Reason = null,
    string? Consent = null, string? Request = null, IReadOnlyList<string>? Identifiers = null, int? Count = null, int? PatienceSeconds = null, FrameBody? Frame = null,
    CommandSearch? Search = null, int? Line = null)
{
    /// <summary>The proposal, or which field does not serve.</summary>
    public CommandProposal? ToProposal(out string? wrong)
    {
        wrong = null;
        var identifiers = new List<uint>();
        foreach (var text in Identifiers ?? [])
        {
            if (text.Length != 8 || !uint.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var identifier)) wrong = $"identifiers: '{text}' is not 8 hex digits such as 00010000";
            identifiers.Add(wrong is null ? uint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0);
        }
        CommandFrame? frame = null;
        if (Frame is not null && (frame = Frame.ToFrame()) is null) wrong = "frame: control (2 hex digits) and data (hex digits) are needed";
        if (Meter is not null && Meters is not null) wrong = "meter, meters: one of both";
        return wrong is not null ? null : new CommandProposal
        {
            Command = Command,
            Meters = Meters ?? (Meter is null ? [] : [Meter]),
            Concentrator = Concentrator,
            Expires = Expires,
            Reason = Reason ?? "",
            Consent = Consent ?? "",
            Request = Request,
            Identifiers = identifiers,
            Count = Count ?? 1,
            PatienceSeconds = PatienceSeconds ?? 0,
            Frame = frame,
            Search = Search,
            Line = Line ?? 0,
        };
    }
}

/// <summary>A frame.</summary>
/// <param name="Control">The control code, 2 hex digits.</param>
/// <param name="Data">The data field without the +33H, hex digits.</param>
/// <param name="Repeated">Leading bytes that an answer repeats.</param>
/// <param name="Order">The order N1 in a security module's frame, 2 hex digits.</param>
internal sealed record FrameBody(string Control, string Data, int Repeated = 0, string? Order = null)
{
    public CommandFrame? ToFrame()
    {
        if (!int.TryParse(Control, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var control)) return null;
        var order = 0;
        if (Order is not null && !int.TryParse(Order, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out order)) return null;
        try
        {
            return new CommandFrame(control, Convert.FromHexString(Data), Repeated, order);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
