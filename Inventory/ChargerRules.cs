using System.Buffers;

namespace OcppLab.Inventory;

/// <summary>What a charger's row has to satisfy.</summary>
public static class ChargerRules
{
    /// <summary>The longest identity (OCPP 2.0.1 part 4, section 3.1.1).</summary>
    public const int MaxIdentity = 48;

    /// <summary>The longest authorization key. OCPP asks for 16 to 40 characters; others are taken so that a CSMS's refusal can be tried.</summary>
    public const int MaxAuthorizationKey = 64;

    /// <summary>The longest <c>ws_url</c>.</summary>
    public const int MaxWsUrl = 512;

    // OCPP's identifierString less the colon, which would end the name in basic authentication.
    const string Punctuation = "*-_=+|@.";

    static readonly SearchValues<char> IdentityCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + Punctuation);

    /// <summary>The charger, with its connector type spelled as the catalogue spells it.</summary>
    /// <exception cref="FleetException">Invalid: a value does not fit; the sentence names the field.</exception>
    public static ChargerRecord Check(ChargerRecord charger)
    {
        CheckIdentity(charger.Identity, "identity");
        var model = Model(charger.BrandSlug, charger.ModelSlug);
        var rating = model.With(charger.ConnectorType) ?? throw Invalid(
            $"connector_type '{charger.ConnectorType}' is not one of {model.BrandSlug}/{model.Slug}'s: {string.Join(", ", model.ConnectorTypes)}.");
        CheckWsUrl(charger);
        if (charger.SecurityProfile is < 0 or > 3)
        {
            throw Invalid($"security_profile must be 0 to 3, not {charger.SecurityProfile}.");
        }

        if (charger.SecurityProfile is 1 or 2 && charger.AuthorizationKey is null)
        {
            throw Invalid($"authorization_key is required with security_profile {charger.SecurityProfile}.");
        }

        if (charger.AuthorizationKey is { } key && (key.Length is 0 or > MaxAuthorizationKey || key.AsSpan().ContainsAnyExceptInRange(' ', '~')))
        {
            throw Invalid($"authorization_key must have 1 to {MaxAuthorizationKey} printable ASCII characters.");
        }

        if (charger.Options is { } options)
        {
            OptionsRules.Check(options, charger.OcppVersion, rating.Current);
        }

        return charger with { ConnectorType = rating.ConnectorType };
    }

    /// <summary>Checks an identity, or what one is to begin or end with.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="field">The field's name, for the sentence.</param>
    /// <exception cref="FleetException">Invalid: it does not fit.</exception>
    public static void CheckIdentity(string identity, string field)
    {
        if (identity.Length is 0 or > MaxIdentity)
        {
            throw Invalid($"{field} must have 1 to {MaxIdentity} characters, not {identity.Length}.");
        }

        if (identity.AsSpan().IndexOfAnyExcept(IdentityCharacters) is >= 0 and var at)
        {
            throw Invalid($"{field} may only have letters, digits and {Punctuation}, not '{char.ConvertFromUtf32(CodePoint(identity, at))}'.");
        }
    }

    /// <summary>A model that a body names.</summary>
    /// <param name="brandSlug">Its brand's slug.</param>
    /// <param name="modelSlug">Its own.</param>
    /// <param name="error">What it is if the catalogue does not have it.</param>
    /// <exception cref="FleetException">It is not in the catalogue; the sentence names the field, the slug and those that are.</exception>
    public static CatalogModel Model(string brandSlug, string modelSlug, FleetError error = FleetError.Invalid)
    {
        try
        {
            return Catalog.Model(brandSlug, modelSlug);
        }
        catch (FleetException missing)
        {
            var field = Catalog.Brands.Any(brand => brand.Slug == brandSlug) ? "model_slug" : "brand_slug";
            throw new FleetException(error, $"{field}: {missing.Message}");
        }
    }

    static void CheckWsUrl(ChargerRecord charger)
    {
        if (charger.WsUrl is not { } text)
        {
            return;
        }

        if (text.Length > MaxWsUrl)
        {
            throw Invalid($"ws_url must have at most {MaxWsUrl} characters, not {text.Length}.");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("ws" or "wss") || url.Host.Length == 0)
        {
            throw Invalid("ws_url must be an absolute ws:// or wss:// address.");
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            throw Invalid("ws_url must not have a user name, a password or a fragment (authorization_key is the place for a password).");
        }

        if (charger.SecurityProfile is 2 or 3 && url.Scheme != "wss")
        {
            throw Invalid($"ws_url must be a wss:// address with security_profile {charger.SecurityProfile}.");
        }
    }

    static int CodePoint(string text, int at) =>
        char.IsSurrogatePair(text, at) ? char.ConvertToUtf32(text, at) : char.IsSurrogate(text[at]) ? '\uFFFD' : text[at];

    static FleetException Invalid(string detail) => new(FleetError.Invalid, detail);
}
