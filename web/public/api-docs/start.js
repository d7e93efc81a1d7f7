// Draws the API's documentation from the server's own OpenAPI document.
const target = document.getElementById('docs')
window.SwaggerUIBundle({
  url: target.dataset.openapi,
  domNode: target,
  deepLinking: true,
  // The default asks another server to judge the document.
  validatorUrl: null,
})
