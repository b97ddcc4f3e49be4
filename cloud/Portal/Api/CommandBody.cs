namespace Wattline.Cloud.Portal.Api;

/// <summary>A command as it is posted.</summary>
/// <param name="Concentrator">For whom.</param>
/// <param name="Decision">The decision's number, from 0.</param>
/// <param name="Expires">Not given out from this moment on (RFC 3339).</param>
/// <param name="Content">What is published to it, Base64.</param>
internal sealed record CommandBody(string Concentrator, long Decision, DateTimeOffset Expires, byte[] Content);
