using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Wattline.Cloud.Metering.Webhooks;

/// <summary>Signs what leaves (Standard Webhooks 1.0): HMAC-SHA-256 of id, time and body by a secret that both sides have, so that nobody else tells days, and none is told again later.</summary>
public static class WebhookSignature
{
    /// <summary>The header <c>webhook-signature</c>.</summary>
    /// <param name="secret">The secret's bytes.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>, Unix seconds.</param>
    /// <param name="body">The body.</param>
    public static string Of(ReadOnlySpan<byte> secret, string id, long timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"))));
}
