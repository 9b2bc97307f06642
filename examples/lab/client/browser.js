/** The browser's name and version, for people. Only for the heading: nothing on this page depends on it. */
export function browserName({ userAgentData, userAgent } = navigator) {
  const brands = userAgentData?.brands ?? [];
  const brand = brands.find(({ brand }) => !/chromium|not/i.test(brand))
    ?? brands.find(({ brand }) => brand === 'Chromium');
  if (brand) return `${brand.brand} ${brand.version}`;
  for (const [pattern, name] of [
    [/Firefox\/([\d.]+)/, 'Firefox'],
    [/Chrome\/(\d+)/, 'Chromium'],
    [/(?:Macintosh|iPhone|iPad).*Version\/([\d.]+).*Safari/, 'Safari'],
    [/AppleWebKit\/([\d.]+)/, 'WebKit'],
  ]) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return `${name} ${version}`;
  }
  return 'this browser';
}
